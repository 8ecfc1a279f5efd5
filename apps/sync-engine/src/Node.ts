import { Console, Duration, Effect, Layer, LogLevel, Logger, Option } from "effect"
import { NodeConfig } from "./config/NodeConfig.ts"
import { ApiKeyConfig } from "./config/SecurityConfig.ts"
import { TelemetryConfig } from "./config/TelemetryConfig.ts"
import * as Database from "./database/Database.ts"
import { migrate, newestMigration } from "./database/Migrations.ts"
import * as Engine from "./Engine.ts"
import * as HttpServer from "./http/HttpServer.ts"
import { isLoopback } from "./http/Loopback.ts"
import * as Services from "./service/Services.ts"
import * as Gauges from "./telemetry/Gauges.ts"
import { loggers } from "./telemetry/Loggers.ts"
import * as Otlp from "./telemetry/Otlp.ts"

// Less than orchestrators give. Whatever is not handed over by then is taken over as from a node that died.
const leaveWithin = Duration.seconds(20)

/** Ends the process when it does not come to its end by itself, as when the database keeps it waiting for ever. */
const leaveInTime = Effect.sync(() =>
  setTimeout(() => process.exit(1), Duration.toMillis(leaveWithin)).unref()
)

/** Runs a node of the cluster until it is told to stop. */
export const serve = Effect.gen(function* () {
  const config = yield* NodeConfig
  const telemetry = yield* TelemetryConfig
  const hasKey = Option.isSome(yield* ApiKeyConfig)
  const host = hasKey || isLoopback(config.httpHost) ? config.httpHost : "127.0.0.1"
  const node = HttpServer.layer({ host, port: config.httpPort }).pipe(
    Layer.provide(Services.layer),
    Layer.provide(Gauges.layer),
    Layer.provide(Engine.layer({ host: config.runnerHost, port: config.runnerPort }))
  )
  return yield* Effect.gen(function* () {
    if (!hasKey) {
      yield* Effect.logWarning(
        "API_KEY is not set: this node listens on loopback only and lets every caller in"
      )
    }
    const applied = yield* Effect.provide(migrate, Database.layer)
    if (applied.length > 0)
      yield* Effect.logInfo(
        "database migrated",
        applied.map(([, name]) => name)
      )
    const running = Effect.scoped(
      Effect.zipRight(Layer.build(node), Effect.ensuring(Effect.never, leaveInTime))
    )
    // Spans that nobody looks at would be a tenth of a full sync's time.
    return yield* Effect.withTracerEnabled(running, Option.isSome(telemetry.endpoint))
  }).pipe(
    Effect.provide(
      Layer.mergeAll(
        loggers[config.logFormat],
        Logger.minimumLogLevel(LogLevel.fromLiteral(config.logLevel)),
        Otlp.layer(telemetry, `${config.runnerHost}:${config.runnerPort}`)
      )
    )
  )
})

/** Brings the database to this version's schema, and says what that took, in words or as JSON. */
export const migrateDatabase = (asJson: boolean) =>
  Effect.gen(function* () {
    const applied = (yield* migrate).map(([id, name]) => `${String(id).padStart(4, "0")}_${name}`)
    if (asJson) return yield* Console.log(JSON.stringify({ applied, schema: newestMigration }))
    yield* Console.log(
      applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`
    )
  }).pipe(Effect.provide(Database.layer))
