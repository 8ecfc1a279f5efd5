import { FileSystem, Path } from "@effect/platform"
import { freePort, LocalPostgres, type LocalPostgresServer } from "@openfaith/local-postgres"
import { Config, Effect, Option, Redacted, type Scope } from "effect"
import { randomBytes } from "node:crypto"
import * as EngineClient from "../client/EngineClient.ts"
import * as LocalNode from "./LocalNode.ts"
import * as LocalSimulator from "./LocalSimulator.ts"
import * as Release from "./Release.ts"

/** How large and how strict the stack is. */
export interface LocalStackOptions {
  readonly nodes: number
  /** Flags of the simulator's command line, without the dashes. */
  readonly simulator: Readonly<Record<string, string | number>>
  /** What the nodes run: the release of these sources, unless told otherwise. */
  readonly entry?: string
  /** Further variables for the nodes. */
  readonly environment?: Readonly<Record<string, string>>
  /** Flags of Node itself for the nodes. */
  readonly nodeFlags?: ReadonlyArray<string>
  /** The database to use; without one a PostgreSQL of the stack's own is started. */
  readonly databaseUrl?: string
  /** Whether the simulated church tells the first node of its changes. */
  readonly webhooks?: boolean
  /** Variables for one of the nodes, by its index. */
  readonly environmentOf?: (index: number) => Readonly<Record<string, string>>
  /** A folder for the logs that stays; without it they go with the stack. */
  readonly logs?: string
}

/** A whole engine on this machine: PostgreSQL, a simulated Planning Center, and nodes, each a process of its own. */
export interface LocalStack {
  readonly databaseUrl: string
  /** The stack's own server; none when it uses one it was given. */
  readonly postgres: Option.Option<LocalPostgresServer>
  readonly simulator: LocalSimulator.LocalSimulator
  readonly nodes: ReadonlyArray<LocalNode.LocalNode>
  /** Starts one more node, with these flags of Node itself. */
  readonly addNode: (
    ...nodeFlags: ReadonlyArray<string>
  ) => Effect.Effect<
    LocalNode.LocalNode,
    Effect.Effect.Error<ReturnType<typeof LocalNode.start>>,
    Scope.Scope
  >
  readonly apiKey: Redacted.Redacted
  readonly encryptionKey: Redacted.Redacted
  readonly client: (node: LocalNode.LocalNode) => ReturnType<typeof EngineClient.make>
  /** Starts the node of this index again after its process has ended, at the same addresses. */
  readonly startNode: (index: number) => ReturnType<typeof LocalNode.start>
  /** Where the processes' logs are. */
  readonly logs: string
}

/** Starts the stack; all of it ends with the scope. */
export const start = Effect.fnUntraced(function* (options: LocalStackOptions) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const entry = options.entry ?? (yield* Release.built)
  const logs = options.logs ?? (yield* fs.makeTempDirectoryScoped({ prefix: "openfaith-" }))
  const given = Option.fromNullable(options.databaseUrl)
  const postgres = Option.isSome(given)
    ? Option.none<LocalPostgresServer>()
    : Option.some(yield* LocalPostgres.start())
  const databaseUrl = Option.getOrElse(given, () => Option.getOrThrow(postgres).url)
  const simulator = yield* LocalSimulator.start({
    flags: options.simulator,
    log: path.join(logs, "planning-center.log")
  })
  const apiKey = randomBytes(24).toString("base64url")
  const encryptionKey = randomBytes(32).toString("base64")
  const ports = yield* Effect.forEach(Array.from({ length: options.nodes }), () =>
    Effect.all({ httpPort: freePort, runnerPort: freePort })
  )
  const webhooks = options.webhooks === true ? { WEBHOOK_URL: `http://127.0.0.1:${ports[0]?.httpPort}` } : {}
  const startNode = (index: number, nodeFlags = options.nodeFlags ?? []) => {
    const name = `node-${index + 1}`
    return LocalNode.start({
      name,
      entry,
      ...ports[index],
      databaseUrl,
      apiKey,
      encryptionKey,
      pcoBaseUrl: simulator.url,
      log: path.join(logs, `${name}.log`),
      environment: { ...webhooks, ...options.environment, ...options.environmentOf?.(index) },
      nodeFlags
    })
  }
  const nodes = yield* Effect.all(
    Array.from({ length: options.nodes }, (_, index) => startNode(index)),
    { concurrency: "unbounded" }
  )
  let started = options.nodes
  const stack: LocalStack = {
    databaseUrl,
    postgres,
    simulator,
    nodes,
    addNode: (...nodeFlags) => Effect.suspend(() => startNode(started++, nodeFlags)),
    apiKey: Redacted.make(apiKey),
    encryptionKey: Redacted.make(encryptionKey),
    client: (node) => EngineClient.make({ url: node.url, apiKey: Redacted.make(apiKey) }),
    startNode,
    logs
  }
  return stack
})

/** The database that the user has, if any. */
export const givenDatabase: Config.Config<Option.Option<string>> = Config.option(
  Config.string("DATABASE_URL")
)
