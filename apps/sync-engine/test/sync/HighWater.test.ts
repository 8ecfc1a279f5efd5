import { assert, describe, it } from "@effect/vitest"
import type { FetchedRecord } from "@openfaith/adapter-core"
import { highWater } from "../../src/sync/HighWater.ts"
import type { ReadPage } from "../../src/sync/PageSource.ts"

const record = (entity: string, attributes: FetchedRecord["raw"]): FetchedRecord => ({
  entity,
  externalId: "1",
  raw: { attributes }
})

const pageOf = (...records: ReadonlyArray<FetchedRecord>): ReadPage =>
  ({ records: records.map((one) => ({ record: one, repeated: false })) }) as unknown as ReadPage

const timestamps = new Map([
  ["Person", "updated_at"],
  ["Email", "updated_at"]
])

describe("highWater", () => {
  it("is each entity's latest timestamp as it was sent, also where fractions of seconds come and go", () => {
    const latest = highWater(timestamps, [
      pageOf(
        record("Person", { updated_at: "2024-05-01T10:00:00Z" }),
        record("Email", { updated_at: "2023-01-01T00:00:00Z" })
      ),
      pageOf(
        record("Person", { updated_at: "2024-05-01T10:00:00.250Z" }),
        record("Person", { updated_at: "2024-05-01T09:59:59.999Z" })
      )
    ])
    assert.deepStrictEqual(
      latest,
      new Map([
        ["Person", "2024-05-01T10:00:00.250Z"],
        ["Email", "2023-01-01T00:00:00Z"]
      ])
    )
  })

  it("knows nothing of what is no timestamp, and of entities that have none", () => {
    const latest = highWater(timestamps, [
      pageOf(
        record("Person", { updated_at: "soon" }),
        record("Person", {}),
        record("Campus", { updated_at: "2024-05-01T10:00:00Z" })
      )
    ])
    assert.deepStrictEqual(latest, new Map())
  })
})
