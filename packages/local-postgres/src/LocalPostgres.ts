import { join } from "node:path"
import { Context, Effect, Layer, Option, type Scope } from "effect"
import { runnableBinaries } from "./internal/Binaries.ts"
import { prepareDataDirectory, superuser } from "./internal/DataDirectory.ts"
import { freePort } from "./internal/FreePort.ts"
import { startPostmaster } from "./internal/Postmaster.ts"
import { serverAccount } from "./internal/ServerAccount.ts"
import { makeServerSwitch } from "./internal/ServerSwitch.ts"
import { makeWorkspace } from "./internal/Workspace.ts"
import type { LocalPostgresError, ServerFailed } from "./LocalPostgresError.ts"

/** How a server is started; every field has a default. */
export interface LocalPostgresOptions {
  /** Folder that keeps the data between runs; without it a temporary one goes when the scope closes. */
  readonly dataDir?: string
  /** TCP port on 127.0.0.1; 0 picks a free one. */
  readonly port?: number
  /** Whether commits survive a crash of the machine; off by default, which makes tests several times faster. */
  readonly durable?: boolean
  /** Further server settings by name, as in `postgresql.conf`; they win over those set here. */
  readonly settings?: Readonly<Record<string, string>>
}

/**
 * How a server ends: `smart` waits until all clients have left, `fast` ends their transactions, `immediate` ends
 * without a checkpoint and recovers at the next start.
 *
 * @see https://www.postgresql.org/docs/18/server-shutdown.html
 */
export type StopMode = "smart" | "fast" | "immediate"

/** A PostgreSQL server that belongs to the scope it was started in. */
export interface LocalPostgresServer {
  /** `postgresql://` URL of the maintenance database as superuser; it stays valid over restarts. */
  readonly url: string
  readonly port: number
  /** The process id of the server, or nothing while it is stopped. */
  readonly pid: Effect.Effect<Option.Option<number>>
  /** Stops the server and waits until it has gone; no effect on a stopped one. */
  readonly stop: (mode: StopMode) => Effect.Effect<void, ServerFailed>
  /** Starts a stopped server on the same data and port; no effect on a running one. */
  readonly start: Effect.Effect<void, ServerFailed>
  /** A fast stop followed by a start. */
  readonly restart: Effect.Effect<void, ServerFailed>
  /** Ends the server as a power cut would: SIGKILL, no shutdown of any kind. */
  readonly kill: Effect.Effect<void>
}

const signals = { smart: "SIGTERM", fast: "SIGINT", immediate: "SIGQUIT" } as const
const throwaway = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }

const settingsFor = (port: number, options: LocalPostgresOptions) => ({
  listen_addresses: "127.0.0.1",
  port: String(port),
  // TCP alone: a socket's path may be no longer than about 100 bytes, which a temporary folder can exceed.
  unix_socket_directories: "",
  max_connections: "200",
  timezone: "UTC",
  log_timezone: "UTC",
  ...(options.durable === true ? {} : throwaway),
  ...options.settings
})

const start = Effect.fn("LocalPostgres.start")(function* (options: LocalPostgresOptions = {}) {
  const account = yield* serverAccount
  const keepsData = options.dataDir !== undefined
  const workspace = yield* makeWorkspace(account, keepsData ? signals.fast : signals.immediate)
  const binaries = yield* runnableBinaries(account, workspace.path)
  const dataDir = options.dataDir ?? join(workspace.path, "data")
  const durable = options.durable === true
  const password = yield* prepareDataDirectory({
    binaries,
    account,
    dataDir,
    workspace: workspace.path,
    durable
  })
  const port = options.port === undefined || options.port === 0 ? yield* freePort : options.port
  const log = join(workspace.path, "postgres.log")
  const settings = settingsFor(port, options)
  const server = yield* makeServerSwitch(
    (onSpawn) => startPostmaster({ binaries, account, dataDir, log, settings }, onSpawn),
    workspace
  )
  yield* Effect.addFinalizer(() => Effect.orDie(server.end(keepsData ? signals.fast : signals.immediate)))
  yield* server.begin
  return {
    url: `postgresql://${superuser}:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid: server.pid,
    stop: (mode) => server.end(signals[mode]),
    start: server.beginAgain,
    restart: server.restart,
    kill: Effect.orDie(server.end("SIGKILL"))
  } satisfies LocalPostgresServer as LocalPostgresServer
})

/**
 * A real PostgreSQL 18 of one's own, from binaries that npm installs: for the demo, the tests and the benchmarks.
 * Runs for root (as another account) and for ordinary users, and leaves neither processes nor files behind, even
 * when this process is killed.
 */
export class LocalPostgres extends Context.Tag("@openfaith/local-postgres/LocalPostgres")<
  LocalPostgres,
  LocalPostgresServer
>() {
  /** Starts a server that lives as long as the scope; takes about a second on an empty data folder. */
  static readonly start: (
    options?: LocalPostgresOptions
  ) => Effect.Effect<LocalPostgresServer, LocalPostgresError, Scope.Scope> = start

  /** The same as a layer. */
  static readonly layer = (options?: LocalPostgresOptions): Layer.Layer<LocalPostgres, LocalPostgresError> =>
    Layer.scoped(this, this.start(options))

  /** The URL of the server the user has (`DATABASE_URL`, read by the caller), or of one started here. */
  static readonly urlOr = (
    given: Option.Option<string>,
    options?: LocalPostgresOptions
  ): Effect.Effect<string, LocalPostgresError, Scope.Scope> =>
    Option.match(given, {
      onNone: () => Effect.map(this.start(options), ({ url }) => url),
      onSome: Effect.succeed
    })
}
