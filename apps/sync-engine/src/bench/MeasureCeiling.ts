import { HttpClient, HttpClientResponse, Path } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { ConfigProvider, Effect, Redacted, Schema } from "effect"
import { fileURLToPath } from "node:url"
import * as Database from "../database/Database.ts"
import { migrate } from "../database/Migrations.ts"
import * as LocalProcess from "../local/LocalProcess.ts"
import { simulatedAuth } from "../local/LocalSimulator.ts"
import { type BenchOptions, startStack } from "./BenchStack.ts"
import { figuresOf } from "./Figures.ts"
import { measureCopy } from "./MeasureCopy.ts"
import { usageOf } from "./ProcessUsage.ts"
import { writtenRows } from "./WrittenRows.ts"

const entry = fileURLToPath(new URL("ceiling/main.ts", import.meta.url))
const Ready = Schema.parseJson(Schema.Struct({ url: Schema.String }))
const Copied = Schema.Struct({ seconds: Schema.Number })

/**
 * The same church into the same tables by the plainest program there is, in a stack of its own; afterwards by COPY, once more
 * into the same tables.
 */
export const measureCeiling = Effect.fn("Bench.measureCeiling")(function* (options: BenchOptions) {
  const path = yield* Path.Path
  const { grown, stack: small } = yield* startStack({ ...options, nodes: 0 })
  yield* migrate.pipe(
    Effect.provide(Database.layer),
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["DATABASE_URL", small.databaseUrl]])))
  )
  const { applicationId, secret } = simulatedAuth
  const process = yield* LocalProcess.start({
    name: "ceiling",
    entry,
    args: [small.simulator.url, applicationId, Redacted.value(secret), small.databaseUrl],
    environment: {},
    log: path.join(small.logs, "ceiling.log")
  })
  const { url } = yield* Effect.flatMap(process.firstLine, Schema.decodeUnknown(Ready))
  const copyChurch = HttpClient.get(url).pipe(
    Effect.flatMap(HttpClientResponse.schemaBodyJson(Copied)),
    // This client waits for an answer as long as it takes.
    Effect.provide(NodeHttpClient.layer)
  )
  if (options.warmUp > 0) yield* copyChurch
  const stack = yield* grown
  const requestsBefore = (yield* stack.simulator.admin.requests).total
  const before = yield* usageOf(process.pid)
  const { seconds } = yield* copyChurch
  const ceiling = figuresOf({
    after: yield* usageOf(process.pid),
    rows: yield* writtenRows("ceiling", stack),
    seconds,
    requests: (yield* stack.simulator.admin.requests).total - requestsBefore,
    before
  })
  const copySeconds = yield* measureCopy(stack.databaseUrl)
  const rows = yield* writtenRows("COPY", stack)
  return {
    ceiling,
    copy: { rows, seconds: copySeconds, rowsPerSecond: Math.round(rows / copySeconds) }
  }
}, Effect.scoped)
