import { type HttpApp, HttpServer, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { RpcSerialization, RpcServer } from "@effect/rpc"
import { RpcApiKey, SyncRpcs, Unauthorized } from "@openfaith/sync-api"
import { Context, Effect, Layer, type Scope, Stream } from "effect"
import { createServer } from "node:http"

/** What the fake engine answers, procedure by procedure. */
export type FakeHandlers = Parameters<typeof SyncRpcs.of>[0]

const unstubbed = (name: string) => () =>
  Effect.dieMessage(`${name} was called, which the test does not expect`)

const handlersWith = (handlers: Partial<FakeHandlers>): FakeHandlers => ({
  ListOrganizations: unstubbed("ListOrganizations"),
  GetOrganization: unstubbed("GetOrganization"),
  Connect: unstubbed("Connect"),
  ListConnections: unstubbed("ListConnections"),
  GetConnection: unstubbed("GetConnection"),
  StartSync: unstubbed("StartSync"),
  ListRuns: unstubbed("ListRuns"),
  GetRun: unstubbed("GetRun"),
  CancelRun: unstubbed("CancelRun"),
  WatchRun: () => Stream.dieMessage("WatchRun was called, which the test does not expect"),
  GetWebhooks: unstubbed("GetWebhooks"),
  SyncRecord: unstubbed("SyncRecord"),
  ListSchedules: unstubbed("ListSchedules"),
  UpdateSchedule: unstubbed("UpdateSchedule"),
  ListAlerts: unstubbed("ListAlerts"),
  ListHeldDeletions: unstubbed("ListHeldDeletions"),
  ApproveHeldDeletion: unstubbed("ApproveHeldDeletion"),
  RejectHeldDeletion: unstubbed("RejectHeldDeletion"),
  ListDeadLetters: unstubbed("ListDeadLetters"),
  GetDeadLetter: unstubbed("GetDeadLetter"),
  ReplayDeadLetter: unstubbed("ReplayDeadLetter"),
  ReplayDeadLetters: unstubbed("ReplayDeadLetters"),
  DiscardDeadLetter: unstubbed("DiscardDeadLetter"),
  GetGraph: unstubbed("GetGraph"),
  GetCluster: unstubbed("GetCluster"),
  ListKeys: unstubbed("ListKeys"),
  CreateKey: unstubbed("CreateKey"),
  RevokeKey: unstubbed("RevokeKey"),
  Verify: unstubbed("Verify"),
  ...handlers
})

/** The key that the fake engine lets in. */
export const apiKey = "fake-engine-key"

const layerKey = Layer.succeed(
  RpcApiKey,
  RpcApiKey.of(({ headers }) =>
    headers["authorization"] === `Bearer ${apiKey}`
      ? Effect.succeed({ keyId: "environment", scope: "admin", organizations: null })
      : Effect.fail(new Unauthorized())
  )
)

/** Serves any HTTP at a port of its own until the scope ends, and answers the address. */
export const serve = Effect.fnUntraced(function* (app: HttpApp.Default<never, Scope.Scope>) {
  const context = yield* Layer.build(NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 }))
  const server = Context.get(context, HttpServer.HttpServer)
  yield* Effect.provide(HttpServer.serveEffect(app), context)
  const { address } = server
  return address._tag === "TcpAddress"
    ? `http://127.0.0.1:${address.port}`
    : yield* Effect.dieMessage("no port")
})

/** Starts an engine that answers as it is told, and dies of every other call; ends with the scope. */
export const fakeEngine = Effect.fnUntraced(function* (handlers: Partial<FakeHandlers>) {
  const context = yield* Layer.build(
    Layer.provideMerge(
      SyncRpcs.toLayer(handlersWith(handlers)),
      Layer.merge(layerKey, RpcSerialization.layerNdjson)
    )
  )
  const rpc = yield* Effect.provide(RpcServer.toHttpApp(SyncRpcs), context)
  return yield* serve(
    Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ url }) =>
      url === "/rpc" ? rpc : HttpServerResponse.empty({ status: 404 })
    )
  )
})
