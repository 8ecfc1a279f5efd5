import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql"
import { assert, describe } from "@effect/vitest"
import { LocalPostgres } from "@openfaith/local-postgres"
import { Effect, Layer, Redacted, Schedule } from "effect"
import { readFile } from "node:fs/promises"
import { isReady } from "../../src/local/LocalNode.ts"
import { endToEnd } from "./EndToEnd.ts"
import {
  assertEqual,
  assertLedgerWhole,
  makeScenario,
  orgId,
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

/** Flags of Node with which a process takes it to be so many seconds later. */
const clockOff = (seconds: number) => [
  "--import",
  `data:text/javascript,const now=Date.now;Date.now=()=>now()+${seconds * 1000}`
]

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
  endToEnd("is killed, another one goes on at the page after the last committed one", () =>
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
      const again = offsets.filter((offset, index) => offsets.indexOf(offset) < index)
      const inOrder = [...new Set(offsets)].sort((one, other) => one - other)
      // What was fetched ahead of the last commit is asked again, nothing before it.
      assert.isAtLeast(Math.min(...again), inOrder[killed?.pages ?? 0] ?? 0)
      const epochs = yield* query<{ epoch: number; first: number }>(
        "select epoch, min(page) as first from sync.pages where run_id = $1 and entity = 'Person' group by epoch order by epoch",
        [runId]
      )
      assert.strictEqual(epochs.length, 2)
      assert.strictEqual(epochs[1]?.first, killed?.pages)

      // The one that lives tells of the one that does not.
      yield* Effect.promise(() => fetch(`${other.url}/metrics`).then((response) => response.text())).pipe(
        Effect.filterOrFail((text) => text.includes('sync_nodes{sync_state="sick"} 1\n')),
        Effect.retry(Schedule.spaced("500 millis"))
      )
      const { nodes } = yield* (yield* stack.client(other)).GetCluster()
      assert.deepStrictEqual(
        nodes.filter(({ healthy }) => !healthy).map(({ address }) => address),
        [busy.runner]
      )
    })
  )

  endToEnd("is stopped, wakes up after its work was taken over, and writes nothing any more", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 2, simulator })
      const { compare, query, stack, startFull } = scenario
      const runId = yield* startFull
      const { worker } = yield* untilPages(scenario, runId, "Person", 4)
      const { busy, other } = busyAndOther(scenario, worker)
      yield* busy.process.signal("SIGSTOP")
      yield* query<{ worker: string }>(
        "select worker from sync.streams where run_id = $1 and entity = 'Person'",
        [runId]
      ).pipe(
        Effect.filterOrFail(([stream]) => stream?.worker === other.runner),
        Effect.retry(Schedule.spaced("100 millis"))
      )
      // So does the janitor in an hour; what wakes up joins again.
      yield* query("delete from cluster.cluster_runners where address = $1", [busy.runner])
      yield* busy.process.signal("SIGCONT")
      const run = yield* untilFinished(yield* stack.client(other), runId)
      assert.strictEqual(run.status, "succeeded")
      assertEqual(yield* compare)
      yield* assertLedgerWhole(scenario, run)
      yield* Effect.retry(isReady(busy.url), Schedule.spaced("100 millis"))
      // It may have been given the stream again since, under a new epoch; under the old one it wrote no page after others did.
      const pages = yield* query<{ epoch: number }>(
        "select epoch from sync.pages where run_id = $1 and entity = 'Person' order by page",
        [runId]
      )
      const byPage = pages.map(({ epoch }) => epoch)
      assert.isAbove(new Set(byPage).size, 1)
      assert.deepStrictEqual(
        byPage,
        byPage.toSorted((one, other) => one - other)
      )
    })
  )

  endToEnd("loses its stream to a worker that never says a word, it takes it up again", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 1, simulator })
      const { client, compare, query, startFull } = scenario
      const runId = yield* startFull
      yield* untilPages(scenario, runId, "Person", 4)
      // As a node does that wakes up from a pause, and learns a moment later that its shards are another's.
      yield* query(
        `update sync.streams set epoch = epoch + 1, worker = 'nobody:1', progressed_at = now()
        where run_id = $1 and (entity = 'Person' or carrier = 'Person')`,
        [runId]
      )
      const run = yield* untilFinished(client, runId)
      assert.strictEqual(run.status, "succeeded", run.error)
      assertEqual(yield* compare)
      yield* assertLedgerWhole(scenario, run)
    })
  )

  endToEnd("is told to stop, and all are replaced by nodes with other clocks, nothing is lost", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 2, simulator })
      const { compare, stack, startFull } = scenario
      const runId = yield* startFull
      const { worker } = yield* untilPages(scenario, runId, "Person", 4)
      const { busy, other } = busyAndOther(scenario, worker)
      const late = yield* stack.addNode(...clockOff(-300))
      yield* busy.process.signal("SIGTERM")
      yield* busy.process.exited
      yield* stack.addNode(...clockOff(300))
      yield* other.process.signal("SIGTERM")
      yield* other.process.exited
      const client = yield* stack.client(late)
      const run = yield* untilFinished(client, runId)
      assert.strictEqual(run.status, "succeeded")
      assertEqual(yield* compare)
      yield* assertLedgerWhole(scenario, run)

      // What was written under another clock a moment ago is no newer than what comes now.
      const [person] = yield* stack.simulator.admin.truth("Person")
      yield* stack.simulator.admin.call("PATCH", `/_sim/records/Person/${person?.id}`, { nickname: "Later" })
      const again = yield* client.StartSync({ orgId, adapter: "pco", mode: "full" })
      assert.strictEqual((yield* untilFinished(client, again.runId)).status, "succeeded")
      assertEqual(yield* compare)
    })
  )
})

describe("when PostgreSQL", () => {
  endToEnd("is restarted in mid-sync, the run waits and finishes", () =>
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

  endToEnd("refuses the nodes' password, they wait, say so, and go on when it is right again", () =>
    Effect.gen(function* () {
      const postgres = yield* LocalPostgres.start()
      const url = new URL(postgres.url)
      const admin = yield* Layer.build(
        PgClient.layer({ url: Redacted.make(postgres.url), maxConnections: 1 })
      )
      const asAdmin = (text: string) =>
        Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(text)).pipe(Effect.provide(admin))
      url.username = "engine"
      url.password = "first-password"
      yield* asAdmin("create role engine login superuser password 'first-password'")
      const scenario = yield* makeScenario({ nodes: 2, simulator, databaseUrl: url.href })
      const { client, compare, stack, startFull } = scenario
      const runId = yield* startFull
      yield* untilPages(scenario, runId, "Person", 4)

      yield* asAdmin("alter role engine password 'another-password'")
      yield* asAdmin("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'engine'")
      for (const { url } of stack.nodes) {
        // Until it has found out that its connections are gone, it tells of that.
        const { status, text } = yield* Effect.promise(() => fetch(`${url}/health/ready`)).pipe(
          Effect.flatMap((ready) =>
            Effect.promise(() => ready.text().then((text) => ({ status: ready.status, text })))
          ),
          Effect.filterOrFail(({ text }) => text.includes("PostgreSQL refuses")),
          Effect.retry(Schedule.spaced("100 millis"))
        )
        assert.strictEqual(status, 503)
        assert.include(text, "PostgreSQL refuses the user or password of DATABASE_URL")
      }
      // One that is started now ends with the reason, and the others stay.
      const refused = yield* Effect.flip(stack.addNode())
      assert.include(String(refused.message), "ended with")
      assert.include(
        yield* Effect.promise(() => readFile(`${stack.logs}/node-3.log`, "utf8")),
        'password authentication failed for user "engine"'
      )

      yield* asAdmin("alter role engine password 'first-password'")
      const run = yield* untilFinished(client, runId)
      assert.strictEqual(run.status, "succeeded", run.error)
      assertEqual(yield* compare)
      yield* assertLedgerWhole(scenario, run)
      for (const { url } of stack.nodes) yield* Effect.retry(isReady(url), Schedule.spaced("100 millis"))
    })
  )
})
