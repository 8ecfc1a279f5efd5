import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql"
import { LocalPostgres, type LocalPostgresServer } from "@openfaith/local-postgres"
import { Console, Effect, Layer, Redacted, Ref, String } from "effect"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import type { LocalSimulator } from "../local/LocalSimulator.ts"
import * as LocalStack from "../local/LocalStack.ts"
import * as NodeSlot from "./NodeSlot.ts"
import * as TcpProxy from "./TcpProxy.ts"

/** The organisation whose records are to survive. */
export const orgId = "grace-church"

/** What is under attack, and ways past the attackers to look at it. */
export interface ChaosStack {
  readonly postgres: LocalPostgresServer
  readonly simulator: LocalSimulator
  readonly slots: ReadonlyArray<NodeSlot.NodeSlot>
  /** Directly to the database, past the proxies. */
  readonly sql: Layer.Layer<SqlClient.SqlClient>
  /** Asks the database directly, and again for as long as it is away. */
  readonly query: <A extends object>(
    text: string,
    parameters?: ReadonlyArray<unknown>
  ) => Effect.Effect<ReadonlyArray<A>>
  /** How often a node ended although nobody had told it to. */
  readonly crashes: Effect.Effect<number>
  /** Says on standard error what happens, and when. */
  readonly tell: (text: string) => Effect.Effect<void>
}

const nodes = 3

const environment = {
  PCO_OAUTH_CLIENT_ID: "sim-client",
  PCO_OAUTH_CLIENT_SECRET: "sim-client-secret",
  PCO_TIMEOUT_SECONDS: "3",
  RECOVERY_SECONDS: "2",
  SCHEDULES: "on",
  SCHEDULE_DELTA_SECONDS: "20",
  WEBHOOK_CHECK_SECONDS: "5",
  WINDOW_SECONDS: "3"
}

const portOf = (url: string, port: number): string => {
  const parsed = new URL(url)
  parsed.port = globalThis.String(port)
  return parsed.href
}

/** Starts PostgreSQL, the simulator and three nodes, each a process of its own; all of it ends with the scope. */
export const start = Effect.fnUntraced(function* (options: {
  readonly people: number
  readonly seed: number
  readonly logs: string
}) {
  const startedAt = performance.now()
  const tell: ChaosStack["tell"] = (text) =>
    Console.error(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${text}`)
  // What was committed has to be there after a SIGKILL.
  const postgres = yield* LocalPostgres.start({ durable: true })
  const proxies = yield* Effect.replicateEffect(TcpProxy.make(postgres.port), nodes)
  const stack = yield* LocalStack.start({
    nodes,
    databaseUrl: postgres.url,
    logs: options.logs,
    webhooks: true,
    environment,
    environmentOf: (index) => ({ DATABASE_URL: portOf(postgres.url, proxies[index]?.port ?? postgres.port) }),
    // Slow enough that faults find runs in the middle of their work.
    simulator: {
      people: options.people,
      seed: options.seed,
      "rate-limit": 1200,
      latency: 40,
      "token-seconds": 60
    }
  })
  const crashes = yield* Ref.make(0)
  const slots = yield* Effect.forEach(stack.nodes, (node, index) =>
    NodeSlot.make({
      stack,
      index,
      node,
      proxy: proxies[index] as TcpProxy.TcpProxy,
      onCrash: (name) =>
        Effect.zipRight(
          Ref.update(crashes, (count) => count + 1),
          tell(`${name} ended by itself`)
        )
    })
  )
  const sql = Layer.succeedContext(
    yield* Layer.build(
      PgClient.layer({
        url: Redacted.make(postgres.url),
        transformResultNames: String.snakeToCamel,
        transformJson: false
      })
    )
  )
  const chaosStack: ChaosStack = {
    postgres,
    simulator: stack.simulator,
    slots,
    sql,
    query: <A extends object>(text: string, parameters: ReadonlyArray<unknown> = []) =>
      Effect.flatMap(SqlClient.SqlClient, (client) => client.unsafe<A>(text, parameters)).pipe(
        Effect.provide(sql),
        untilDatabaseAnswers
      ),
    crashes: Ref.get(crashes),
    tell
  }
  return chaosStack
})
