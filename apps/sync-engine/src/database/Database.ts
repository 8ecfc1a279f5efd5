import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import type { ConfigError } from "effect"
import { Context, Effect, Layer, Redacted, String } from "effect"
import { applicationName } from "../cluster/ApplicationName.ts"
import { DatabaseConfig } from "../config/DatabaseConfig.ts"
import { NodeConfig } from "../config/NodeConfig.ts"
import { version } from "../Version.ts"
import { DatabaseBreaker } from "./DatabaseBreaker.ts"

type Sql = PgClient.PgClient | SqlClient

/** Connection settings as a URL's `options`: they travel with every connection of a pool. */
const withOptions = (url: Redacted.Redacted, options: string): Redacted.Redacted => {
  const parsed = new URL(Redacted.value(url))
  const given = parsed.searchParams.get("options")
  // written by hand: URLSearchParams writes a space as +, which PostgreSQL's clients do not undo
  parsed.searchParams.delete("options")
  const separator = parsed.search === "" ? "?" : "&"
  const value = encodeURIComponent([given, options].filter((part) => part !== null).join(" "))
  return Redacted.make(`${parsed.toString()}${separator}options=${value}`)
}

/**
 * The client dies of a commit or a rollback that fails, as it does when the connection breaks in a transaction. That is no
 * defect: a failure again, it is tried again as any other.
 */
const failingTransactions = (sql: SqlClient): void => {
  const { withTransaction } = sql
  Object.assign(sql, {
    withTransaction: <R, E, A>(effect: Effect.Effect<A, E, R>) =>
      Effect.catchAllDefect(withTransaction(effect), (defect) =>
        defect instanceof SqlError ? Effect.fail(defect) : Effect.die(defect)
      )
  } satisfies Pick<SqlClient, "withTransaction">)
}

const fromConfig = (
  settings: (config: DatabaseConfig, node: NodeConfig) => PgClient.PgClientConfig
): Layer.Layer<Sql, SqlError | ConfigError.ConfigError> =>
  Layer.unwrapEffect(
    Effect.map(Effect.all([DatabaseConfig, NodeConfig]), (configs) => PgClient.layer(settings(...configs)))
  ).pipe(Layer.tap((context) => Effect.sync(() => failingTransactions(Context.get(context, SqlClient)))))

// A process that was stopped (SIGSTOP) without being killed keeps its locks for as long as PostgreSQL keeps its sessions:
// those of rows in a transaction, and those of its shards.
const endTransactions = "-c idle_in_transaction_session_timeout=12000"
const endSessions = "-c idle_session_timeout=12000"
// To start workers for a read of some thousand rows by their keys takes longer than the read.
const noWorkers = "-c max_parallel_workers_per_gather=0"

const layerBreaker = DatabaseBreaker.layer(Effect.flatMap(SqlClient, (sql) => sql`select 1`))

/**
 * The pool of the sync work: every statement names its schema, columns are snake_case there and camelCase here. With it
 * comes the breaker of the process.
 */
export const layer = fromConfig((config) => ({
  url: withOptions(config.url, `${endTransactions} ${noWorkers}`),
  maxConnections: config.poolSize,
  connectTimeout: "5 seconds",
  applicationName: "openfaith-sync",
  transformQueryNames: String.camelToSnake,
  transformResultNames: String.snakeToCamel,
  transformJson: false
})).pipe((pool) => Layer.provideMerge(layerBreaker, pool))

/** The pool of the cluster's own tables, which live in schema `cluster`; one of its connections holds the shard locks. */
export const layerCluster = fromConfig((config, { runnerHost, runnerPort }) => ({
  url: withOptions(config.url, `-c search_path=cluster ${endTransactions} ${endSessions}`),
  maxConnections: 6,
  connectTimeout: "5 seconds",
  applicationName: applicationName(version, `${runnerHost}:${runnerPort}`)
}))
