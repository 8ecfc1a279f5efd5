import { assert, describe, it } from "@effect/vitest"
import { DateTime, FastCheck as fc, Option } from "effect"
import { isDue, nextAt, nextNight, type ScheduleState, spacing } from "../../src/scheduling/ScheduleTiming.ts"

const at = (text: string) => DateTime.unsafeMake(text)
const local = (instant: DateTime.Utc, zone: string) =>
  DateTime.formatIsoOffset(DateTime.setZone(instant, DateTime.zoneUnsafeMakeNamed(zone)))

const state = (rest: Partial<ScheduleState> = {}): ScheduleState => ({
  connectionId: "00000000-0000-4000-8000-000000000001",
  mode: "delta",
  timing: { kind: "every", seconds: 900 },
  paused: false,
  parked: false,
  alive: false,
  fullAlive: false,
  begun: true,
  createdAt: at("2026-03-01T00:00:00Z"),
  lastCompletedAt: at("2026-03-01T08:00:00Z"),
  ...rest
})

const dayLong = 86_400_000
const ids = fc.uuid()
const zones = fc.constantFrom(
  "UTC",
  "America/Chicago",
  "America/Santiago",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Europe/Berlin",
  "Pacific/Auckland"
)
const instants = fc
  .integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 0, 1) })
  .map((millis) => DateTime.unsafeMake(millis))
const times = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"))

describe("spacing", () => {
  it("is the interval and up to a tenth of it, always the same for a connection", () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 1_000_000 }), (id, seconds) => {
        const millis = spacing(seconds, id)
        assert.isAtLeast(millis, seconds * 1000)
        assert.isAtMost(millis, seconds * 1100)
        assert.strictEqual(spacing(seconds, id), millis)
      })
    )
  })

  it("spreads connections out", () => {
    const places = ["00000000", "40000000", "80000000", "c0000000", "ffffffff"].map((digits) =>
      spacing(1000, `${digits}-0000-4000-8000-000000000000`)
    )
    assert.deepStrictEqual(places, [1_000_000, 1_025_000, 1_050_000, 1_075_000, 1_100_000])
  })
})

describe("nextNight", () => {
  it.each([
    [
      "an ordinary night",
      "2026-01-10T12:00:00Z",
      "02:00",
      "America/Chicago",
      "2026-01-11T02:00:00.000-06:00"
    ],
    ["later today", "2026-01-10T06:00:00Z", "02:00", "America/Chicago", "2026-01-10T02:00:00.000-06:00"],
    ["the very minute", "2026-01-10T08:00:00Z", "02:00", "America/Chicago", "2026-01-11T02:00:00.000-06:00"],
    ["a skipped hour", "2026-03-07T12:00:00Z", "02:00", "America/Chicago", "2026-03-08T03:00:00.000-05:00"],
    [
      "after a skipped hour",
      "2026-03-08T08:00:00Z",
      "02:00",
      "America/Chicago",
      "2026-03-09T02:00:00.000-05:00"
    ],
    [
      "a skipped midnight",
      "2026-09-05T12:00:00Z",
      "00:00",
      "America/Santiago",
      "2026-09-06T01:00:00.000-03:00"
    ],
    ["a doubled hour", "2026-10-31T12:00:00Z", "01:30", "America/Chicago", "2026-11-01T01:30:00.000-05:00"],
    [
      "between its two times",
      "2026-11-01T07:00:00Z",
      "01:30",
      "America/Chicago",
      "2026-11-02T01:30:00.000-06:00"
    ],
    [
      "behind its second time",
      "2026-11-01T07:31:00Z",
      "01:30",
      "America/Chicago",
      "2026-11-02T01:30:00.000-06:00"
    ],
    [
      "east of Greenwich",
      "2026-07-01T12:00:00Z",
      "02:00",
      "Pacific/Auckland",
      "2026-07-02T02:00:00.000+12:00"
    ]
  ])("is right on %s", (_, after, time, zone, expected) => {
    assert.strictEqual(local(nextNight(at(after), time, zone), zone), expected)
  })

  it("takes a zone that nobody knows for UTC", () => {
    assert.deepStrictEqual(
      nextNight(at("2026-01-10T12:00:00Z"), "02:00", "Central Time"),
      at("2026-01-11T02:00:00Z")
    )
  })

  it("comes after, within a day, at the time asked for wherever the clock shows it", () => {
    fc.assert(
      fc.property(instants, times, zones, (after, time, zone) => {
        const next = nextNight(after, time, zone)
        const wait = DateTime.distance(after, next)
        assert.isAbove(wait, 0)
        assert.isAtMost(wait, dayLong + 2 * 3_600_000)
        const shown = local(next, zone).slice(11, 16)
        const isSkipped = Option.isNone(
          DateTime.makeZoned(`${local(next, zone).slice(0, 10)}T${time}:00Z`, {
            timeZone: zone,
            adjustForTimeZone: true,
            disambiguation: "reject"
          })
        )
        if (!isSkipped) assert.strictEqual(shown, time)
      }),
      { numRuns: 500 }
    )
  })
})

describe("nextAt", () => {
  it("is the end of the last run and the interval", () => {
    assert.deepStrictEqual(nextAt(state()), at("2026-03-01T08:15:00Z"))
    assert.deepStrictEqual(
      nextAt(state({ timing: { kind: "nightly", at: "02:00", timeZone: "America/Chicago" } })),
      at("2026-03-01T08:00:00Z").pipe(DateTime.add({ days: 1 }))
    )
  })

  it("is at once for the first full run", () => {
    const full = state({ mode: "full", begun: false, lastCompletedAt: null })
    assert.deepStrictEqual(nextAt(full), full.createdAt)
    assert.isTrue(isDue(full, full.createdAt))
  })

  it("waits with the other modes for the first full run, also when one of them was tried by hand", () => {
    for (const mode of ["delta", "reconciliation"] as const) {
      assert.isNull(nextAt(state({ mode, begun: false, lastCompletedAt: null })))
      assert.isNull(nextAt(state({ mode, begun: false })))
    }
  })

  it.each(["paused", "parked", "alive"] as const)("is never while %s", (reason) => {
    assert.isNull(nextAt(state({ [reason]: true })))
    assert.isFalse(isDue(state({ [reason]: true }), at("2030-01-01T00:00:00Z")))
  })

  it("is due from its instant on, however late", () => {
    assert.isFalse(isDue(state(), at("2026-03-01T08:14:59.999Z")))
    assert.isTrue(isDue(state(), at("2026-03-01T08:15:00Z")))
    assert.isTrue(isDue(state(), at("2027-01-01T00:00:00Z")))
  })
})
