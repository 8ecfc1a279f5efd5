import { Sharding } from "@effect/cluster"
import { HttpServer as PlatformHttpServer } from "@effect/platform"
import { SqlClient } from "@effect/sql"
import { UpstreamUnavailable } from "@openfaith/adapter-core"
import { Context, Effect, Layer, Logger, LogLevel, Ref } from "effect"
import { NodeAddress } from "../../src/cluster/NodeAddress.ts"
import { Upstreams } from "../../src/connection/Upstreams.ts"
import { layerStores } from "../../src/Engine.ts"
import * as HttpServer from "../../src/http/HttpServer.ts"
import { PressureConfig } from "../../src/config/PressureConfig.ts"
import { Pressure } from "../../src/load/Pressure.ts"
import type { Thresholds } from "../../src/load/PressureLevel.ts"
import * as Services from "../../src/service/Services.ts"
import { double } from "./Double.ts"
import { layerFakeAdapter } from "./FakeAdapter.ts"
import { leakIn, type Secrets } from "./PlantedSecrets.ts"
import { apiKey, layerMigratedDatabase } from "./MigratedDatabase.ts"

/** An answer as it came over the wire. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The body read as JSON; undefined when it is none. */
  readonly json: unknown
}

/** What is sent besides method and path; `key` null sends none, absent sends the right one. */
export interface Sent {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly key?: string | null
}

/** A node's HTTP side over a database of its own, without a cluster, and what it has said so far. */
export class HttpNode extends Context.Tag("test/HttpNode")<
  HttpNode,
  {
    readonly url: string
    readonly call: (method: string, path: string, sent?: Sent) => Effect.Effect<Reply>
    /** Makes the node look as if it were leaving the cluster, or not. */
    readonly setLeaving: (leaving: boolean) => Effect.Effect<void>
    /** Every answer so far and every log line of every level. */
    readonly said: () => string
  }
>() {}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const bodyOf = (body: unknown) =>
  typeof body === "string" || body instanceof ReadableStream || body === undefined
    ? body
    : JSON.stringify(body)

const address = { host: "127.0.0.1", port: 34_431 }

// As a node does that joins a cluster; nothing here goes on to tell that it lives.
const layerJoined = Layer.effectDiscard(
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`
      insert into cluster.cluster_runners (machine_id, address, runner, healthy, last_heartbeat)
      values (1, ${`${address.host}:${address.port}`}, '{}', true, localtimestamp + interval '1 day')`
  )
)

// A busy machine must not make a test's node refuse its work.
const unpressed = { heapPercent: [200, 300, 400], delayMillis: [1e6, 2e6, 3e6] } as const

// What tests let callers send, and sources sign with.
const planted: Secrets = [
  ["the key of the callers", apiKey],
  ...[
    "good-secret",
    "refused-secret",
    "forbidden-secret",
    "wrong-secret",
    "away-secret",
    "hurried-secret",
    "secret-of-grace",
    "secret-of-hope"
  ].map((text) => ["the secret of a credential or a subscription", text] as const)
]

// Nothing of a node without a cluster may ask a source.
const sourceAway = new UpstreamUnavailable({ status: 503, reason: "status" })

/** Starts on a port that the system chooses; `thresholds` say what this node can bear. */
export const layerHttpNodeBearing = (thresholds: Thresholds) =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const leaving = yield* Ref.make(false)
      const logged: Array<string> = []
      const replies: Array<string> = []
      const capture = Logger.replace(
        Logger.defaultLogger,
        Logger.make(
          (options) => void logged.push(Logger.logfmtLogger.log(options), Logger.jsonLogger.log(options))
        )
      )
      const sharding = Layer.succeed(
        Sharding.Sharding,
        double<Sharding.Sharding["Type"]>({ isShutdown: Ref.get(leaving) })
      )
      const server = HttpServer.layer({ host: "127.0.0.1", port: 0 }).pipe(
        Layer.provide(Services.layer),
        Layer.provide([
          sharding,
          layerFakeAdapter,
          Layer.succeed(Upstreams, { get: () => Effect.fail(sourceAway) }),
          Layer.succeed(NodeAddress, address),
          layerJoined
        ]),
        Layer.provide(Pressure.layer),
        Layer.provide(
          Layer.succeed(PressureConfig, { pagesInFlight: 8, pagesHeld: 8, streamsAtOnce: 8, thresholds })
        ),
        Layer.provideMerge(Layer.provideMerge(layerStores, layerMigratedDatabase)),
        Layer.provide([capture, Logger.minimumLogLevel(LogLevel.All)])
      )
      yield* Effect.addFinalizer(() => {
        const leak = leakIn("a log or an answer of the node", [...logged, ...replies].join("\n"), planted)
        return leak === undefined ? Effect.void : Effect.dieMessage(leak)
      })
      const node = Layer.effect(
        HttpNode,
        Effect.map(PlatformHttpServer.HttpServer, ({ address: listening }) => {
          const url = `http://127.0.0.1:${listening._tag === "TcpAddress" ? listening.port : 0}`
          return {
            url,
            call: (method, path, { body, headers = {}, key = apiKey } = {}) =>
              Effect.promise(async () => {
                const response = await fetch(`${url}${path}`, {
                  method,
                  headers: {
                    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
                    ...(body === undefined ? {} : { "content-type": "application/json" }),
                    ...headers
                  },
                  body: bodyOf(body) ?? null,
                  duplex: "half"
                })
                const text = await response.text()
                const all = Object.fromEntries(response.headers)
                replies.push(JSON.stringify(all), text)
                return { status: response.status, headers: all, text, json: jsonOf(text) }
              }),
            setLeaving: (value) => Ref.set(leaving, value),
            said: () => [...logged, ...replies].join("\n")
          }
        })
      )
      return Layer.provideMerge(node, server)
    })
  )

/** The same, with nothing to bear. */
export const layerHttpNode = layerHttpNodeBearing(unpressed)
