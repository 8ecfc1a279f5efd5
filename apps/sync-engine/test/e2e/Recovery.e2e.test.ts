import { assert, describe } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { endToEnd } from "./EndToEnd.ts"
import { assertEqual, makeScenario, orgId, streamOf, untilFinished } from "./Scenario.ts"

describe("dead letters", () => {
  endToEnd("heal without a run once their records are mended, and go when their records are gone", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({
        nodes: 1,
        simulator: { people: 300, "rate-limit": 0 },
        environment: { RECOVERY_SECONDS: "1" }
      })
      const { client, compare, query, stack, startFull } = scenario
      const { admin } = stack.simulator
      // So many broken records that a run is not believed: it stops, and deletes nothing.
      yield* admin.call("POST", "/_sim/corrupt", { fraction: 0.5, seed: 3, kinds: ["wrong-type"] })
      const stopped = yield* untilFinished(client, yield* startFull)
      assert.strictEqual(stopped.status, "failed")
      assert.match(stopped.error ?? "", /^\d+ of \d+ records could not be written, more than 20 %$/)
      assert.strictEqual(streamOf(stopped, "Person").status, "failed")
      assert.strictEqual(streamOf(stopped, "HouseholdMembership").status, "blocked")
      yield* admin.call("DELETE", "/_sim/corrupt")

      yield* admin.call("POST", "/_sim/corrupt", {
        fraction: 0.05,
        seed: 7,
        kinds: ["wrong-type", "impossible-date"]
      })
      const run = yield* untilFinished(client, yield* startFull)
      assert.strictEqual(run.status, "partial")
      const { deadLetters } = yield* client.ListDeadLetters({ orgId, limit: 100 })
      assert.isAbove(deadLetters.length, 20)
      const gone = deadLetters.find(({ entity, reason }) => entity === "Person" && reason === "Undecodable")
      assert(gone !== undefined)

      yield* admin.call("DELETE", "/_sim/corrupt")
      yield* admin.call("DELETE", `/_sim/records/Person/${gone.externalId}`)
      yield* client.ReplayDeadLetters({ orgId })
      yield* client.ListDeadLetters({ orgId }).pipe(
        Effect.filterOrFail((page) => page.deadLetters.length === 0),
        Effect.retry(Schedule.spaced("200 millis"))
      )
      const runs = yield* query("select 1 from sync.runs")
      assert.strictEqual(runs.length, 2)
      assertEqual(yield* compare)

      // A workflow that ended without saying so in the run's row: the watchdog does.
      yield* query(
        "update sync.runs set status = 'running', finished_at = null, heartbeat_at = null where run_id = $1",
        [run.runId]
      )
      yield* query("update sync.runs set started_at = now() - interval '1 hour' where run_id = $1", [
        run.runId
      ])
      yield* query(
        "update sync.streams set progressed_at = null, heartbeat_at = null, finished_at = null where run_id = $1",
        [run.runId]
      )
      const reaped = yield* untilFinished(client, run.runId)
      assert.strictEqual(reaped.status, "failed")
      assert.match(reaped.error ?? "", /^The run's workflow has ended/)
    })
  )
})
