import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { staleAfter, staleStreams } from "../../src/scheduling/Staleness.ts"
import type { StoredSchedule } from "../../src/stores/ScheduleStore.ts"

const at = (text: string) => DateTime.unsafeMake(text)
const connectionId = "00000000-0000-4000-8000-000000000001"

const schedule = (rest: Partial<StoredSchedule>): StoredSchedule => ({
  connectionId,
  orgId: "grace",
  adapter: "pco",
  mode: "full",
  timing: { kind: "every", seconds: 86_400 },
  paused: false,
  parked: false,
  alive: false,
  fullAlive: false,
  begun: true,
  createdAt: at("2026-03-01T00:00:00Z"),
  lastRunId: null,
  lastCompletedAt: null,
  now: at("2026-03-01T12:00:00Z"),
  ...rest
})

const full = schedule({})
const delta = schedule({ mode: "delta", timing: { kind: "every", seconds: 900 } })
const nightly = schedule({
  mode: "reconciliation",
  timing: { kind: "nightly", at: "02:00", timeZone: "UTC" }
})

describe("staleAfter", () => {
  it.each([
    ["the deltas", [full, delta, nightly], { usual: 2700, patient: 259_200 }],
    ["the nights", [{ ...delta, paused: true }, nightly], { usual: 259_200, patient: null }],
    [
      "the full runs before the first one",
      [full, delta].map((one) => ({ ...one, begun: false })),
      {
        usual: 259_200,
        patient: 259_200
      }
    ],
    ["nothing when all is paused", [{ ...full, paused: true }], { usual: null, patient: null }],
    ["nothing without schedules", [], { usual: null, patient: null }]
  ] as const)("follows %s", (_, schedules, expected) => {
    assert.deepStrictEqual(staleAfter(schedules), expected)
  })
})

describe("staleStreams", () => {
  const now = at("2026-03-01T12:00:00Z")
  const found = (lastCompletedAt: DateTime.Utc | null, schedules = [full, delta]) =>
    staleStreams(schedules, [{ connectionId, entity: "Person", lastCompletedAt }], now)

  it("names the streams that missed three turns", () => {
    assert.deepStrictEqual(found(at("2026-03-01T11:15:00Z")).stale, [])
    assert.deepStrictEqual(found(at("2026-03-01T11:14:59Z")).stale, [
      {
        orgId: "grace",
        connectionId,
        kind: "staleness",
        subject: "Person",
        severity: "warning",
        message: "Person was last read to its end at 2026-03-01T11:14:59.000Z",
        details: { lastCompletedAt: "2026-03-01T11:14:59.000Z" }
      }
    ])
  })

  it("counts a stream that was never read from the connection's beginning", () => {
    assert.strictEqual(found(null).stale[0]?.message, "Person has never been read to its end")
    assert.deepStrictEqual(found(null, [{ ...full, begun: false }]).stale, [])
  })

  it("excuses streams while a full run is alive, but not for ever", () => {
    const during = [full, delta].map((one) => ({ ...one, fullAlive: true }))
    const subjects = (lastCompletedAt: DateTime.Utc) => {
      const { excused, stale } = found(lastCompletedAt, during)
      return { excused: excused.length, stale: stale.length }
    }
    assert.deepStrictEqual(subjects(at("2026-03-01T11:30:00Z")), { excused: 0, stale: 0 })
    assert.deepStrictEqual(subjects(at("2026-03-01T08:00:00Z")), { excused: 1, stale: 0 })
    assert.deepStrictEqual(subjects(at("2026-02-26T11:59:59Z")), { excused: 0, stale: 1 })
  })
})
