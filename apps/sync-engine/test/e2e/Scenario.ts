import { NodeContext } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql"
import { assert } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { testServer } from "@openfaith/local-postgres/vitest"
import type { Run, SyncMode } from "@openfaith/sync-api"
import { Effect, Layer, Redacted, Schedule, String } from "effect"
import type { EngineClient } from "../../src/client/EngineClient.ts"
import { type Comparison, compareWithTruth, isEqual } from "../../src/local/CompareWithTruth.ts"
import { simulatedAuth } from "../../src/local/LocalSimulator.ts"
import * as LocalStack from "../../src/local/LocalStack.ts"
import { tellOfFailure } from "./FailureAccount.ts"
import { keptSecrets } from "./KeptSecrets.ts"
import { release } from "../support/Release.ts"

/** The organisation of all scenarios. */
export const orgId = "grace-church"

/** A stack of real processes on a fresh database, connected to its simulated church. */
export const makeScenario = Effect.fnUntraced(function* (options: {
  readonly nodes: number
  readonly simulator: Readonly<Record<string, string | number>>
  readonly environment?: Readonly<Record<string, string>>
  /** A server of the scenario's own, for those that break it. */
  readonly databaseUrl?: string
  readonly webhooks?: boolean
}) {
  const databaseUrl = options.databaseUrl ?? (yield* TestDatabase.make({ server: testServer() })).url
  const kept = yield* keptSecrets
  const stack = yield* LocalStack.start({
    ...options,
    entry: release(),
    databaseUrl,
    logs: kept.logs,
    environment: { ...kept.environment, ...options.environment }
  })
  const sql = yield* Layer.build(
    PgClient.layer({
      url: Redacted.make(databaseUrl),
      transformResultNames: String.snakeToCamel,
      transformJson: false
    })
  )
  const [first] = stack.nodes
  if (first === undefined) return yield* Effect.dieMessage("no node started")
  const client = yield* stack.client(first)
  yield* client.Connect({ orgId, adapter: "pco", auth: simulatedAuth })
  const query = <A extends object>(text: string, parameters: ReadonlyArray<unknown> = []) =>
    Effect.flatMap(SqlClient.SqlClient, (client) => client.unsafe<A>(text, parameters)).pipe(
      Effect.provide(sql)
    )
  yield* kept.of(stack, query)
  yield* tellOfFailure(stack, query)
  return {
    stack,
    /** What the nodes exported of themselves. */
    exported: kept.received,
    client,
    query,
    /** Starts a run of this mode and waits for its end. */
    sync: (mode: SyncMode) =>
      Effect.flatMap(client.StartSync({ orgId, adapter: "pco", mode }), ({ runId }) =>
        untilFinished(client, runId)
      ),
    startFull: Effect.map(client.StartSync({ orgId, adapter: "pco", mode: "full" }), ({ runId }) => runId),
    compare: Effect.provide(compareWithTruth(orgId, stack.simulator.admin), sql)
  }
}, Effect.provide(NodeContext.layer))

/** What {@link makeScenario} yields. */
export type Scenario = Effect.Effect.Success<ReturnType<typeof makeScenario>>

/** Asks a node that is alive until the run has finished. */
export const untilFinished = (client: EngineClient, runId: string, ofOrg = orgId) =>
  client.GetRun({ orgId: ofOrg, runId }).pipe(
    Effect.filterOrFail((run) => run.finishedAt !== null),
    Effect.retry(Schedule.spaced("200 millis"))
  )

/** Waits until a stream of the run has committed so many pages, and says which node works on it. */
export const untilPages = ({ query }: Scenario, runId: string, entity: string, pages: number) =>
  query<{ pages: number; worker: string }>(
    "select pages, worker from sync.streams where run_id = $1 and entity = $2",
    [runId, entity]
  ).pipe(
    Effect.flatMap(([row]) =>
      row !== undefined && row.pages >= pages ? Effect.succeed(row) : Effect.fail("not yet")
    ),
    Effect.retry(Schedule.spaced("20 millis"))
  )

/** The stream of an entity in a run. */
export const streamOf = (run: Run, entity: string) => {
  const stream = run.streams.find((candidate) => candidate.entity === entity)
  assert(stream !== undefined, `the run has no stream ${entity}`)
  return stream
}

/** Fails with the first differences when the copy is not the source. */
export const assertEqual = (comparisons: ReadonlyArray<Comparison>) => {
  for (const comparison of comparisons) {
    const { different, entity, missing, surplus } = comparison
    assert(
      isEqual(comparison),
      `${entity}: missing ${missing.slice(0, 5)}, surplus ${surplus.slice(0, 5)}, different ${different.slice(0, 5).join("; ")}`
    )
  }
}

/** The pages of a stream are numbered without a gap: none lost, none written twice. */
export const assertLedgerWhole = Effect.fnUntraced(function* ({ query }: Scenario, run: Run) {
  for (const { carrier, entity, pages } of run.streams) {
    if (carrier !== null) continue
    const rows = yield* query<{ page: number }>(
      "select page from sync.pages where run_id = $1 and entity = $2 order by page",
      [run.runId, entity]
    )
    assert.deepStrictEqual(
      rows.map(({ page }) => page),
      Array.from({ length: pages }, (_, page) => page),
      entity
    )
  }
})
