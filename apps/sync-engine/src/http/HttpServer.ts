import { HttpApiBuilder, HttpApiScalar, HttpMiddleware } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { RpcSerialization, RpcServer } from "@effect/rpc"
import { SyncApi, SyncRpcs } from "@openfaith/sync-api"
import { Layer } from "effect"
import { createServer } from "node:http"
import * as RpcHandlers from "../rpc/RpcHandlers.ts"
import { Readiness } from "../service/Readiness.ts"
import * as ApiHandlers from "./ApiHandlers.ts"
import * as ApiKeys from "./ApiKeys.ts"
import { guard } from "./RequestGuard.ts"

const rpc = RpcServer.layer(SyncRpcs).pipe(
  Layer.provide(RpcHandlers.layer),
  Layer.provide(RpcServer.layerProtocolHttp({ path: "/rpc", routerTag: HttpApiBuilder.Router })),
  Layer.provide(RpcSerialization.layerNdjson)
)

/** REST with its documentation, and RPC, on one port. */
export const layer = (address: { readonly host: string; readonly port: number }) =>
  HttpApiBuilder.serve(HttpMiddleware.logger).pipe(
    Layer.provide(HttpApiScalar.layer({ path: "/docs" })),
    Layer.provide(HttpApiBuilder.middlewareOpenApi({ path: "/openapi.json" })),
    Layer.provide(HttpApiBuilder.middleware(SyncApi, guard)),
    Layer.provide(ApiHandlers.layer),
    Layer.provide(rpc),
    Layer.provide([ApiKeys.layerHttp, ApiKeys.layerRpc]),
    Layer.provide([ApiKeys.ApiKeys.layerConfig, Readiness.layer]),
    Layer.provide(NodeHttpServer.layer(createServer, address))
  )
