import { assert, describe, it } from "@effect/vitest"
import { LocalPostgres } from "@openfaith/local-postgres"
import { Effect } from "effect"
import {
  assertEqual,
  assertLedgerWhole,
  makeScenario,
  type Scenario,
  untilFinished,
  untilPages
} from "./Scenario.ts"

// Slow enough that a node can be stopped in the middle of a stream.
const simulator = { people: 1400, "rate-limit": 0, latency: 100 }

/** The node that works at this address and one of the others. */
const busyAndOther = ({ stack }: Scenario, worker: string) => {
  const busy = stack.nodes.find(({ runner }) => runner === worker)
  const other = stack.nodes.find((node) => node !== busy)
  assert(busy !== undefined && other !== undefined, `no node works at ${worker}`)
  return { busy, other }
}

interface LoggedRequest {
  readonly path: string
  readonly query: string
  readonly status: number
}

/** Offsets of people's pages in the order in which they were asked. */
const askedOffsets = ({ stack }: Scenario) =>
  Effect.map(stack.simulator.admin.call("GET", "/_sim/requests?last=10000"), (report) =>
    (report as { readonly last: ReadonlyArray<LoggedRequest> }).last
      .filter(({ path, query }) => path === "/people/v2/people" && query.includes("include"))
      .map(({ query }) => Number(new URLSearchParams(query).get("offset") ?? 0))
  )

describe("when the busy node", () => {
  it.scopedLive("is killed, another one goes on at the page after the last committed one", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 2, simulator })
      const { compare, query, stack, startFull } = scenario
      const runId = yield* startFull
      const { worker } = yield* untilPages(scenario, runId, "Person", 6)
      const { busy, other } = busyAndOther(scenario, worker)
      yield* busy.process.signal("SIGKILL")
      yield* busy.process.exited
      const [killed] = yield* query<{ pages: number }>(
        "select pages from sync.streams where run_id = $1 and entity = 'Person'",
        [runId]
      )
      assert.isBelow(killed?.pages ?? 0, 15)

      const run = yield* untilFinished(yield* stack.client(other), runId)
      assert.strictEqual(run.status, "succeeded")
      assertEqual(yield* compare)
      yield* assertLedgerWhole(scenario, run)

      const offsets = yield* askedOffsets(scenario)
      const again = offsets.length - new Set(offsets).size
      // What was fetched ahead of the last commit is asked again, nothing before it.
      assert.isAtMost(again, 3)
      const epochs = yield* query<{ epoch: number; first: number }>(
        "select epoch, min(page) as first from sync.pages where run_id = $1 and entity = 'Person' group by epoch order by epoch",
        [runId]
      )
      assert.strictEqual(epochs.length, 2)
      assert.strictEqual(epochs[1]?.first, killed?.pages)
    })
  )

  it.scopedLive("is told to stop, it hands over at once and ends", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 2, simulator })
      const { compare, stack, startFull } = scenario
      const runId = yield* startFull
      const { worker } = yield* untilPages(scenario, runId, "Person", 6)
      const { busy, other } = busyAndOther(scenario, worker)
      yield* busy.process.signal("SIGTERM")
      yield* busy.process.exited
      const run = yield* untilFinished(yield* stack.client(other), runId)
      assert.strictEqual(run.status, "succeeded")
      assertEqual(yield* compare)
      yield* assertLedgerWhole(scenario, run)
    })
  )
})

describe("when PostgreSQL", () => {
  it.scopedLive("is restarted in mid-sync, the run waits and finishes", () =>
    Effect.gen(function* () {
      const postgres = yield* LocalPostgres.start({ durable: true })
      const scenario = yield* makeScenario({ nodes: 2, simulator, databaseUrl: postgres.url })
      const { client, compare, startFull } = scenario
      const runId = yield* startFull
      yield* untilPages(scenario, runId, "Person", 5)
      yield* postgres.stop("fast")
      yield* Effect.sleep("2 seconds")
      yield* postgres.start
      const run = yield* untilFinished(client, runId)
      assert.strictEqual(run.status, "succeeded")
      assertEqual(yield* compare)
      yield* assertLedgerWhole(scenario, run)
    })
  )
})
