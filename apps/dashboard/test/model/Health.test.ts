import { assert, describe, it } from "@effect/vitest"
import { healthOf } from "../../src/model/Health.ts"
import { summaryWith } from "../fixtures/Runs.ts"

const never = { lastStartedAt: null, lastCompletedAt: null, lastSucceededAt: null }

describe("healthOf", () => {
  it.each([
    [{}, "good", []],
    [{ freshness: never, lastRunStatus: null }, "idle", []],
    [{ liveRuns: 1 }, "live", []],
    [{ deadLetters: 2, liveRuns: 1 }, "warn", ["2 dead letters"]],
    [{ openAlerts: 1, heldDeletions: 1 }, "warn", ["1 open alert", "1 deletion held"]],
    [{ lastRunStatus: "failed", deadLetters: 1 }, "bad", ["the last run failed", "1 dead letter"]]
  ] as const)("judges %j as %s", (given, tone, reasons) => {
    const health = healthOf(summaryWith(given))
    assert.strictEqual(health.tone, tone)
    assert.deepStrictEqual(health.reasons, [...reasons])
  })
})
