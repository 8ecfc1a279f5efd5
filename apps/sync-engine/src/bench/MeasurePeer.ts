import { Command, FileSystem, HttpClient, HttpClientResponse, Path } from "@effect/platform"
import { NodeCommandExecutor, NodeHttpClient } from "@effect/platform-node"
import { SqlClient } from "@effect/sql"
import { LocalPostgres } from "@openfaith/local-postgres"
import { Effect, Schema } from "effect"
import { fileURLToPath } from "node:url"
import * as LocalProcess from "../local/LocalProcess.ts"
import { BenchFailed } from "./BenchFailed.ts"
import { withDatabase } from "./BenchStack.ts"
import { figuresOf } from "./Figures.ts"
import { usageOf } from "./ProcessUsage.ts"

/** The peer, and the client of Stripe that it wants beside it. */
export const peerPackages = ["@supabase/stripe-sync-engine@0.48.5", "stripe@20.4.1"]

const entryOf = (name: string) => fileURLToPath(new URL(`peer/${name}.ts`, import.meta.url))
const SourceReady = Schema.parseJson(Schema.Struct({ port: Schema.Int }))
const PeerReady = Schema.parseJson(Schema.Struct({ url: Schema.String }))
const Synced = Schema.Struct({ synced: Schema.Int, seconds: Schema.Number })

/** Installs the peer into a temporary folder that goes with the scope. */
export const installPeer = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = yield* fs.makeTempDirectoryScoped({ prefix: "openfaith-peer-" })
  yield* fs.writeFileString(path.join(folder, "package.json"), JSON.stringify({ private: true }))
  const install = Command.make(
    "npm",
    "install",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    ...peerPackages
  )
  const code = yield* install.pipe(
    Command.workingDirectory(folder),
    // Standard output is for the result of the benchmark alone.
    Command.stderr("inherit"),
    Command.exitCode,
    Effect.provide(NodeCommandExecutor.layer)
  )
  if (code !== 0) {
    return yield* new BenchFailed({
      program: "peer",
      reason: "notSucceeded",
      detail: `npm ended with ${code}`
    })
  }
  return folder
})

/** So many customers by the peer, with a PostgreSQL and a source of its own, as the engine has them. */
export const measurePeer = Effect.fn("Bench.measurePeer")(function* (options: {
  readonly folder: string
  readonly rows: number
  readonly durable: boolean
}) {
  const { durable, folder, rows } = options
  const path = yield* Path.Path
  const { url: databaseUrl } = yield* LocalPostgres.start({ durable })
  const source = yield* LocalProcess.start({
    name: "stripe",
    entry: entryOf("source"),
    args: [String(rows)],
    environment: {},
    log: path.join(folder, "stripe.log")
  })
  const { port } = yield* Effect.flatMap(source.firstLine, Schema.decodeUnknown(SourceReady))
  const peer = yield* LocalProcess.start({
    name: "peer",
    entry: entryOf("main"),
    args: [folder, databaseUrl, String(port)],
    environment: {},
    log: path.join(folder, "peer.log")
  })
  const { url } = yield* Effect.flatMap(peer.firstLine, Schema.decodeUnknown(PeerReady))
  const before = yield* usageOf(peer.pid)
  const { seconds } = yield* HttpClient.get(url).pipe(
    Effect.flatMap(HttpClientResponse.schemaBodyJson(Synced)),
    Effect.provide(NodeHttpClient.layer)
  )
  const after = yield* usageOf(peer.pid)
  const [written] = yield* Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<{ count: number }>`select count(*)::int as count from stripe.customers`
  ).pipe(withDatabase(databaseUrl))
  if (written?.count !== rows) {
    const detail = `${written?.count} customers instead of ${rows}`
    return yield* new BenchFailed({ program: "peer", reason: "rowsDiffer", detail })
  }
  return figuresOf({ rows, seconds, requests: Math.ceil(rows / 100), before, after })
}, Effect.scoped)
