import { assert, describe } from "@effect/vitest"
import { DateTime, Effect, Redacted } from "effect"
import { endToEnd } from "./EndToEnd.ts"
import {
  assertEqual,
  assertLedgerWhole,
  makeScenario,
  orgId,
  streamOf,
  untilFinished,
  untilPages
} from "./Scenario.ts"

describe("a full sync", () => {
  endToEnd("arrives at the truth although every fifth answer is broken", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 2, simulator: { people: 600, "rate-limit": 0 } })
      const { client, compare, stack, startFull } = scenario
      const faults = [
        { kind: "500", probability: 0.04, seed: 1 },
        { kind: "503", probability: 0.03, seed: 2 },
        { kind: "429", probability: 0.02, seed: 3 },
        { kind: "cut-body", probability: 0.04, seed: 4 },
        { kind: "wrong-json", probability: 0.03, seed: 5 },
        { kind: "html", probability: 0.02, seed: 6 },
        { kind: "duplicate-rows", probability: 0.1, seed: 7, path: "^/people/v2/people$" },
        { kind: "missing-rows", probability: 0.1, seed: 8, path: "^/people/v2/people$" }
      ]
      yield* stack.simulator.admin.call("POST", "/_sim/faults", faults)
      const run = yield* untilFinished(client, yield* startFull)
      assert.strictEqual(run.status, "succeeded", run.error)
      yield* stack.simulator.admin.call("DELETE", "/_sim/faults")
      assertEqual(yield* compare)
      yield* assertLedgerWhole(scenario, run)
      const { byStatus } = yield* stack.simulator.admin.requests
      assert.isAbove(byStatus["500"] ?? 0, 0)
      assert.isAbove(byStatus["429"] ?? 0, 0)
    })
  )

  endToEnd("refreshes an expired token once for the whole cluster and goes on", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({
        nodes: 2,
        simulator: { people: 800, "rate-limit": 0, latency: 100 },
        environment: { PCO_OAUTH_CLIENT_ID: "sim-client", PCO_OAUTH_CLIENT_SECRET: "sim-client-secret" }
      })
      const { client, compare, query, stack, startFull } = scenario
      const issued = (yield* stack.simulator.admin.call("POST", "/_sim/oauth/tokens", {})) as {
        readonly access_token: string
        readonly refresh_token: string
      }
      yield* client.Connect({
        orgId,
        adapter: "pco",
        auth: {
          type: "oauth",
          accessToken: Redacted.make(issued.access_token),
          refreshToken: Redacted.make(issued.refresh_token),
          expiresAt: DateTime.addDuration(yield* DateTime.now, "2 hours")
        }
      })
      const runId = yield* startFull
      yield* untilPages(scenario, runId, "Person", 2)
      yield* stack.simulator.admin.call("POST", "/_sim/oauth/expire", {})
      const run = yield* untilFinished(client, runId)
      assert.strictEqual(run.status, "succeeded", run.error)
      assertEqual(yield* compare)
      // A refresh token works once: had two nodes refreshed at the same moment, one would have been refused.
      const [connection] = yield* query<{ version: number; status: string }>(
        "select credential_version as version, status from sync.connections"
      )
      assert.strictEqual(connection?.status, "active")
      assert.isAbove(connection?.version ?? 0, 2)
    })
  )

  endToEnd("waits out a source that is down, and sleeps durably when it is told to come back later", () =>
    Effect.gen(function* () {
      const { client, compare, query, stack, startFull } = yield* makeScenario({
        nodes: 1,
        simulator: { people: 60, "rate-limit": 0 },
        environment: { UPSTREAM_PROBE_SECONDS: "1", RETRY_AFTER_SECONDS: "1" }
      })
      // Away for longer than it takes to open the breaker, and then a wait that no worker sits out.
      yield* stack.simulator.admin.call("POST", "/_sim/faults", [
        { kind: "503", times: 12 },
        { kind: "429", times: 2, retryAfter: 3, path: "^/groups/v2" }
      ])
      const run = yield* untilFinished(client, yield* startFull)
      assert.strictEqual(run.status, "succeeded", run.error)
      assertEqual(yield* compare)
      const [slept] = yield* query<{ clocks: number }>(
        "select count(*)::int as clocks from cluster.cluster_messages where entity_type = 'Workflow/-/DurableClock'"
      )
      assert.isAbove(slept?.clocks ?? 0, 0)
      const [connection] = yield* query("select 1 from sync.connections where upstream_down_since is null")
      assert.isDefined(connection)
    })
  )

  endToEnd("stops within a page when it is cancelled, and another one starts afresh", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({
        nodes: 2,
        simulator: { people: 1000, "rate-limit": 0, latency: 100 }
      })
      const { client, compare, query, startFull } = scenario
      const runId = yield* startFull
      yield* untilPages(scenario, runId, "Person", 3)
      const joined = yield* client.StartSync({ orgId, adapter: "pco", mode: "full" })
      assert.deepStrictEqual(joined, { runId, joined: true })
      yield* client.CancelRun({ orgId, runId })
      const [asked] = yield* query<{ pages: number }>(
        "select pages from sync.streams where run_id = $1 and entity = 'Person'",
        [runId]
      )
      const run = yield* untilFinished(client, runId)
      assert.strictEqual(run.status, "cancelled")
      assert.isAtMost(streamOf(run, "Person").pages, (asked?.pages ?? 0) + 2)
      assert.strictEqual(streamOf(run, "HouseholdMembership").status, "cancelled")

      const again = yield* untilFinished(client, yield* startFull)
      assert.notStrictEqual(again.runId, runId)
      assert.strictEqual(again.status, "succeeded")
      assertEqual(yield* compare)
    })
  )
})
