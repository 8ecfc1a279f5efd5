import { Graph } from "@openfaith/adapter-core"
import { canonicalEntityNames } from "@openfaith/canonical"
import { pcoEntityManifest } from "@openfaith/pco"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { plannedStreams, StoredPlan } from "../../src/sync/RunPlan.ts"

const all = plannedStreams(pcoEntityManifest, "full", null)

const named = (entities: ReadonlyArray<string> | null) =>
  plannedStreams(pcoEntityManifest, "full", entities).map(({ carrier, entity }) =>
    carrier === null ? entity : `${entity} on ${carrier}`
  )

describe("plannedStreams", () => {
  it("plans one stream for each entity of the canonical model, but for attendance, which has to be named", () => {
    assert.sameMembers(
      all.map(({ entity }) => entity),
      canonicalEntityNames.filter((entity) => entity !== "Attendance")
    )
    assert.deepStrictEqual(named(["Attendance"]), ["Attendance"])
    assert.strictEqual(new Set(all.map(({ entity }) => entity)).size, all.length)
  })

  it("has a person's contact data ride along with the person", () => {
    assert.deepStrictEqual(named(["Person", "Email", "PhoneNumber", "Address"]), [
      "Person",
      "Email on Person",
      "PhoneNumber on Person",
      "Address on Person"
    ])
    assert.includeMembers(named(null), ["Email on Person", "PhoneNumber on Person", "Address on Person"])
  })

  it("lists by itself what nothing selected carries", () => {
    assert.deepStrictEqual(named(["Email"]), ["Email"])
    assert.deepStrictEqual(named(["Person"]), ["Person"])
  })

  it("gives riders the wave of their carrier and no plan of their own", () => {
    for (const { carrier, entity, plan, wave } of all) {
      if (carrier === null) {
        assert.deepInclude(plan, { entity, wave })
        continue
      }
      const carrying = all.find((stream) => stream.entity === carrier)
      assert.isNull(plan)
      assert.strictEqual(wave, carrying?.wave)
      assert.isTrue(carrying?.plan?.riders.some((rider) => rider.entity === entity))
    }
  })

  it("reads what a record requires in an earlier wave, or on the same page", () => {
    const everything = plannedStreams(pcoEntityManifest, "full", [...canonicalEntityNames])
    const wave = new Map(everything.map((stream) => [stream.entity, stream]))
    for (const { from, kind, to } of Graph.fromManifest(pcoEntityManifest).edges) {
      if (kind !== "hard") continue
      const [child, parent] = [wave.get(from), wave.get(to)]
      const together =
        child?.carrier === to || (child?.carrier !== null && child?.carrier === parent?.carrier)
      if (!together) assert.isBelow(parent?.wave ?? Infinity, child?.wave ?? -1, `${from} needs ${to}`)
    }
  })

  it("survives being stored", () => {
    for (const { plan } of all) {
      if (plan === null) continue
      const stored: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(StoredPlan)(plan)))
      assert.deepStrictEqual(Schema.decodeUnknownSync(StoredPlan)(stored), plan)
    }
  })
})
