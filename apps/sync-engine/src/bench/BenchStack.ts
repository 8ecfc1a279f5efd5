import { SqlClient } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import { canonicalEntities } from "@openfaith/canonical"
import { freePort, LocalPostgres } from "@openfaith/local-postgres"
import { Effect, Redacted } from "effect"
import { join } from "node:path"
import type { EngineClient } from "../client/EngineClient.ts"
import { simulatedAuth } from "../local/LocalSimulator.ts"
import * as LocalSimulator from "../local/LocalSimulator.ts"
import * as LocalStack from "../local/LocalStack.ts"
import { orgId, runSync } from "./RunSync.ts"

/** What every benchmark may be told. */
export interface BenchOptions {
  readonly people: number
  readonly seed: number
  /** People of a church that a program goes through first, so that it is compiled when it is measured; 0 for none. */
  readonly warmUp: number
  /** Whether PostgreSQL waits for the disk at each commit. */
  readonly durable: boolean
  /** Flags of Node itself for the nodes. */
  readonly nodeFlags: ReadonlyArray<string>
}

/** What a benchmark asks for beyond what it was told. */
export interface StackOptions extends BenchOptions {
  readonly nodes: number
  /** Flags of the simulator; without any there is neither limit nor latency. */
  readonly simulator?: Readonly<Record<string, string | number>>
  /** Settings of PostgreSQL. */
  readonly settings?: Readonly<Record<string, string>>
  /** Variables for the nodes. */
  readonly environment?: Readonly<Record<string, string>>
}

const unlimited = { "rate-limit": 0, latency: 0 }

// Whoever measures the engine wants little of the source: what it has served once it serves from memory, a hundred
// thousand people included.
const rowCacheMegabytes = 1_500

/** Runs an effect on a connection to this database. */
export const withDatabase = (databaseUrl: string) =>
  Effect.provide(PgClient.layer({ url: Redacted.make(databaseUrl) }))

/** Empties all canonical tables. */
export const emptyTables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const names = Object.values(canonicalEntities).map(({ table }) => `canonical.${table}`)
  yield* sql.unsafe(`truncate ${names.join(", ")}`)
})

/**
 * Starts PostgreSQL, a simulated Planning Center and nodes, each a process of its own. The church is the small one of the
 * warm-up; `grown` puts that which is measured in its place, over empty tables, and answers the stack with it.
 */
export const startStack = Effect.fnUntraced(function* (options: StackOptions) {
  const { durable, environment = {}, nodeFlags, nodes, people, seed, settings = {}, warmUp } = options
  const { url: databaseUrl } = yield* LocalPostgres.start({ durable, settings })
  const port = yield* freePort
  const flags = { seed, port, "request-log": 1, cache: rowCacheMegabytes, ...unlimited }
  const large = { ...flags, ...options.simulator, people }
  const small = yield* LocalStack.start({
    nodes,
    databaseUrl,
    nodeFlags,
    environment,
    simulator: warmUp > 0 ? { ...flags, people: warmUp } : large
  })
  const replaced = Effect.gen(function* () {
    const { process } = small.simulator
    yield* process.signal("SIGKILL")
    yield* process.exited
    yield* withDatabase(databaseUrl)(emptyTables)
    const simulator = yield* LocalSimulator.start({
      flags: large,
      log: join(small.logs, "planning-center.log")
    })
    const grown: LocalStack.LocalStack = { ...small, simulator }
    return grown
  })
  return { stack: small, grown: warmUp > 0 ? replaced : Effect.succeed(small) }
})

/** Connects the church for another organisation and reads it, which is not measured. */
export const readBefore = (client: EngineClient, org: string) =>
  Effect.zipRight(
    client.Connect({ orgId: org, adapter: "pco", auth: simulatedAuth }),
    runSync(client, "full", org)
  )

/** One node that is warmed up and connected to the church that is measured. */
export const startChurch = Effect.fnUntraced(function* (options: Omit<StackOptions, "nodes">) {
  const { grown, stack: small } = yield* startStack({ ...options, nodes: 1 })
  const [node] = small.nodes
  if (node === undefined) return yield* Effect.dieMessage("no node started")
  const client = yield* small.client(node)
  if (options.warmUp > 0) yield* readBefore(client, "warm-up")
  const stack = yield* grown
  yield* client.Connect({ orgId, adapter: "pco", auth: simulatedAuth })
  return { stack, node, client }
})

/** What {@link startChurch} yields. */
export type BenchChurch = Effect.Effect.Success<ReturnType<typeof startChurch>>
