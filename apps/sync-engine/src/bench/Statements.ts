import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql"
import { Effect, Layer, Redacted, Schedule } from "effect"
import { withDatabase } from "./BenchStack.ts"
import { rounded } from "./Report.ts"

/** How often a statement was made, and the milliseconds that the server worked on it. */
export interface StatementUse {
  readonly query: string
  readonly calls: number
  readonly millis: number
}

/** Statements of one run, with those the node makes anyway taken off. */
export interface StatementCounts {
  readonly calls: number
  readonly millis: number
  /** Those that begin and end transactions, and bind them to an organisation. */
  readonly transactionCalls: number
  /** Those that read or write canonical rows: what writing the pages takes with nothing around it. */
  readonly ownCalls: number
  readonly ownMillis: number
  /** Those that were made most often, shortened. */
  readonly most: ReadonlyArray<StatementUse>
}

/** What a server counts statements with. */
export const countingSettings = {
  shared_preload_libraries: "pg_stat_statements",
  "pg_stat_statements.track_planning": "on"
}

const watcher = "bench_watcher"

const isTransactionControl = ({ query }: StatementUse): boolean =>
  /^\s*(begin|commit|rollback|savepoint|release|select set_config)\b/i.test(query)

const isOwn = ({ query }: StatementUse): boolean => /\bcanonical\./i.test(query)

/**
 * Adds statements up. `idle` are those of `idleSeconds` in which nothing was asked of the node: they are taken off in
 * proportion, statement by statement, also where there happened to be fewer.
 */
export const countStatements = (
  used: ReadonlyArray<StatementUse>,
  seconds: number,
  idle: ReadonlyArray<StatementUse>,
  idleSeconds: number
): StatementCounts => {
  const share = seconds / idleSeconds
  const byQuery = (some: ReadonlyArray<StatementUse>) => new Map(some.map((one) => [one.query, one]))
  const [gross, anyway] = [byQuery(used), byQuery(idle)]
  const net = [...new Set([...gross.keys(), ...anyway.keys()])].map((query) => ({
    query,
    calls: (gross.get(query)?.calls ?? 0) - (anyway.get(query)?.calls ?? 0) * share,
    millis: (gross.get(query)?.millis ?? 0) - (anyway.get(query)?.millis ?? 0) * share
  }))
  const sum = (some: ReadonlyArray<StatementUse>, of: "calls" | "millis") =>
    some.reduce((total, one) => total + one[of], 0)
  const own = net.filter(isOwn)
  return {
    calls: sum(net, "calls"),
    millis: sum(net, "millis"),
    transactionCalls: sum(net.filter(isTransactionControl), "calls"),
    ownCalls: sum(own, "calls"),
    ownMillis: sum(own, "millis"),
    most: net
      .toSorted((one, other) => other.calls - one.calls)
      .slice(0, 12)
      .map(({ calls, millis, query }) => ({
        query: query.replaceAll(/\s+/g, " ").slice(0, 120),
        calls: rounded(calls, 1),
        millis: rounded(millis, 1)
      }))
  }
}

/**
 * Watches the statements of all others by PostgreSQL's own count. It has a role of its own, so that what it asks itself is
 * left out.
 */
export const watchStatements = Effect.fnUntraced(function* (databaseUrl: string) {
  yield* withDatabase(databaseUrl)(
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`create extension pg_stat_statements`
      yield* sql.unsafe(`create role ${watcher} superuser login password '${watcher}'`)
    })
  )
  const url = new URL(databaseUrl)
  url.username = watcher
  url.password = watcher
  const database = yield* Layer.build(PgClient.layer({ url: Redacted.make(url.href) }))
  const ask = <A extends object>(query: string, values: ReadonlyArray<unknown> = []) =>
    Effect.provide(
      Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe<A>(query, values)),
      database
    )
  return {
    /** Runs an effect and answers beside its result what statements were made meanwhile. */
    during: <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.gen(function* () {
        yield* ask("select pg_stat_statements_reset()")
        const result = yield* effect
        const used = yield* ask<StatementUse>(
          `select query, sum(calls)::float8 as calls, sum(total_plan_time + total_exec_time)::float8 as millis
           from pg_stat_statements where userid <> $1::regrole group by query`,
          [watcher]
        )
        return [result, used] as const
      }),
    /** Waits for the end of a run without asking the node, which would make statements to answer. */
    untilFinished: (runId: string) =>
      ask("select from sync.runs where run_id = $1 and finished_at is not null", [runId]).pipe(
        Effect.repeat({
          until: (ended) => ended.length > 0,
          schedule: Schedule.spaced("20 millis")
        })
      )
  }
})
