import { HttpApiBuilder, HttpApiScalar, HttpMiddleware, HttpServer } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { RpcServer } from "@effect/rpc"
import { SyncApi, SyncRpcs } from "@openfaith/sync-api"
import { Duration, Effect, Layer } from "effect"
import { createServer } from "node:http"
import { RateLimitConfig } from "../config/RateLimitConfig.ts"
import * as Journal from "../journal/Journal.ts"
import * as QuietNdjson from "../rpc/QuietNdjson.ts"
import * as RpcHandlers from "../rpc/RpcHandlers.ts"
import { Readiness } from "../service/Readiness.ts"
import * as ApiHandlers from "./ApiHandlers.ts"
import * as ApiKeys from "./ApiKeys.ts"
import * as DashboardRoute from "./DashboardRoute.ts"
import { measuredRequests } from "./MeasuredRequests.ts"
import * as MetricsRoute from "./MetricsRoute.ts"
import { RateLimits } from "./RateLimits.ts"
import { guard } from "./RequestGuard.ts"
import { docsPath } from "./SecurityHeaders.ts"
import { Sessions } from "./Sessions.ts"
import * as WebhookRoute from "./WebhookRoute.ts"

const rpc = RpcServer.layer(SyncRpcs).pipe(
  Layer.provide(RpcHandlers.layer),
  Layer.provide(RpcServer.layerProtocolHttp({ path: "/rpc", routerTag: HttpApiBuilder.Router })),
  Layer.provide(QuietNdjson.layer)
)

// Long enough for an answer that is being written; whoever watches a run asks another node.
const leaveWithin = Duration.seconds(1)

/** A server that, told to stop, does not wait for those who watch a run: they would hold a node that is to hand its work over. */
const listening = (address: { readonly host: string; readonly port: number }) =>
  Layer.unwrapEffect(
    Effect.sync(() => {
      const server = createServer()
      // The port is open before its handlers are there; a request that came meanwhile would wait for ever.
      server.on("request", (_, response) => {
        if (server.listenerCount("request") === 1) response.writeHead(503, { "retry-after": "1" }).end()
      })
      const partFromWatchers = Layer.scopedDiscard(
        Effect.addFinalizer(() =>
          Effect.sync(() =>
            setTimeout(() => server.closeAllConnections(), Duration.toMillis(leaveWithin)).unref()
          )
        )
      )
      return Layer.provideMerge(
        partFromWatchers,
        NodeHttpServer.layer(() => server, address)
      )
    })
  )

/**
 * REST with its documentation, RPC and the way in for webhooks, on one port; where it listens is logged, since port 0 lets
 * the system choose.
 */
export const layer = (address: { readonly host: string; readonly port: number }) =>
  HttpApiBuilder.serve(measuredRequests).pipe(
    Layer.provide(HttpApiScalar.layer({ path: docsPath, scalar: { withDefaultFonts: false } })),
    Layer.provide(HttpApiBuilder.middlewareOpenApi({ path: "/openapi.json" })),
    Layer.provide(HttpApiBuilder.middleware(SyncApi, guard)),
    Layer.provide(ApiHandlers.layer),
    Layer.provide([rpc, WebhookRoute.layer, DashboardRoute.layer, MetricsRoute.layer]),
    Layer.provide([ApiKeys.layerHttp, ApiKeys.layerRpc]),
    Layer.provide([ApiKeys.ApiKeys.layerConfig, Sessions.layerConfig, Readiness.layer, RateLimits.layer]),
    Layer.provide(RateLimitConfig.layerConfig),
    Layer.provide(Journal.layer),
    HttpServer.withLogAddress,
    HttpMiddleware.withTracerDisabledForUrls(["/health/live", "/health/ready", "/metrics"]),
    Layer.provideMerge(listening(address))
  )
