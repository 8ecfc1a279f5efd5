import { HttpClient, HttpClientResponse, Path } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { ConfigProvider, Effect, Redacted, Schema } from "effect"
import { fileURLToPath } from "node:url"
import * as Database from "../database/Database.ts"
import { migrate } from "../database/Migrations.ts"
import * as LocalProcess from "../local/LocalProcess.ts"
import { simulatedAuth } from "../local/LocalSimulator.ts"
import * as LocalStack from "../local/LocalStack.ts"
import { figuresOf } from "./Figures.ts"
import { usageOf } from "./ProcessUsage.ts"
import { writtenRows } from "./WrittenRows.ts"

const entry = fileURLToPath(new URL("ceiling/main.ts", import.meta.url))
const Ready = Schema.parseJson(Schema.Struct({ url: Schema.String }))
const Copied = Schema.Struct({ seconds: Schema.Number })

/** The same church into the same tables by the plainest program there is, in a stack of its own. */
export const measureCeiling = Effect.fn("Bench.measureCeiling")(function* (options: {
  readonly simulator: LocalStack.LocalStackOptions["simulator"]
}) {
  const path = yield* Path.Path
  const stack = yield* LocalStack.start({ nodes: 0, ...options })
  yield* migrate.pipe(
    Effect.provide(Database.layer),
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["DATABASE_URL", stack.databaseUrl]])))
  )
  const { applicationId, secret } = simulatedAuth
  const process = yield* LocalProcess.start({
    name: "ceiling",
    entry,
    args: [stack.simulator.url, applicationId, Redacted.value(secret), stack.databaseUrl],
    environment: {},
    log: path.join(stack.logs, "ceiling.log")
  })
  const { url } = yield* Effect.flatMap(process.firstLine, Schema.decodeUnknown(Ready))
  const requestsBefore = (yield* stack.simulator.admin.requests).total
  const before = yield* usageOf(process.pid)
  const { seconds } = yield* HttpClient.get(url).pipe(
    Effect.flatMap(HttpClientResponse.schemaBodyJson(Copied)),
    // This client waits for an answer as long as it takes.
    Effect.provide(NodeHttpClient.layer)
  )
  return figuresOf({
    after: yield* usageOf(process.pid),
    rows: yield* writtenRows("ceiling", stack),
    seconds,
    requests: (yield* stack.simulator.admin.requests).total - requestsBefore,
    before
  })
}, Effect.scoped)
