import { Headers } from "@effect/platform"
import { RpcTest } from "@effect/rpc"
import { assert, describe, it } from "@effect/vitest"
import { Chunk, Effect, Layer, Stream } from "effect"
import { defaultRunLimit, NotFound, RpcApiKey, SyncApi, SyncRpcs, Unauthorized } from "../src/index.ts"
import { connection, graph, progress, run, runId, runPage } from "./fixtures/Example.ts"

const headers = Headers.fromInput({ authorization: "Bearer example-key" })

const key = Layer.succeed(RpcApiKey, (call) =>
  call.headers.authorization === headers.authorization ? Effect.void : new Unauthorized()
)

const handlers = SyncRpcs.toLayer({
  GetOrganization: ({ orgId }) => new NotFound({ resource: "organization", id: orgId }),
  Connect: () => Effect.succeed({ connectionId: connection.connectionId }),
  ListConnections: () => Effect.succeed({ connections: [connection] }),
  GetConnection: () => Effect.succeed(connection),
  StartSync: () => Effect.succeed({ runId, joined: true }),
  ListRuns: ({ limit }) => Effect.succeed({ ...runPage, next: `limit=${limit ?? defaultRunLimit}` }),
  GetRun: () => Effect.succeed(run),
  CancelRun: () => Effect.succeed(run),
  WatchRun: () => Stream.make(progress, { ...progress, type: "finished" as const }),
  GetGraph: ({ format }) => Effect.succeed(format === "json" ? graph : "digraph {}")
})

const layer = Layer.merge(handlers, key)
const client = RpcTest.makeClient(SyncRpcs)
const ofRun = { orgId: "grace-church", runId }

describe("SyncRpcs", () => {
  it.scoped("serves the same operations with the same values", () =>
    Effect.gen(function* () {
      const rpc = yield* client
      assert.deepStrictEqual(yield* rpc.GetRun(ofRun, { headers }), run)
      assert.deepStrictEqual(
        yield* rpc.StartSync({ orgId: "grace-church", adapter: "pco", mode: "full" }, { headers }),
        { runId, joined: true }
      )
      assert.strictEqual((yield* rpc.ListRuns({ orgId: "grace-church" }, { headers })).next, "limit=20")
      assert.strictEqual(yield* rpc.GetGraph({ adapter: "pco", format: "dot" }, { headers }), "digraph {}")
      const error = yield* Effect.flip(rpc.GetOrganization({ orgId: "elsewhere" }, { headers }))
      assert.deepInclude(error, { _tag: "NotFound", id: "elsewhere" })
    }).pipe(Effect.provide(layer))
  )

  it.scoped("streams the progress of a run to its end", () =>
    Effect.gen(function* () {
      const rpc = yield* client
      const seen = yield* Stream.runCollect(rpc.WatchRun(ofRun, { headers }))
      assert.deepStrictEqual(
        Chunk.toReadonlyArray(seen).map(({ type }) => type),
        ["progress", "finished"]
      )
    }).pipe(Effect.provide(layer))
  )

  it.scoped("asks for the key", () =>
    Effect.gen(function* () {
      const rpc = yield* client
      const error = yield* Effect.flip(rpc.GetRun(ofRun))
      assert.strictEqual(error._tag, "Unauthorized")
    }).pipe(Effect.provide(layer))
  )

  it("has a procedure for every operation but for the probes", () => {
    const endpoints = Object.values(SyncApi.groups).flatMap((group) =>
      Object.keys(group.endpoints).map((name) => `${group.identifier}.${name}`)
    )
    const procedures: ReadonlyMap<string, unknown> = SyncRpcs.requests
    assert.deepStrictEqual(
      [...procedures.keys()],
      [
        "GetOrganization",
        "Connect",
        "ListConnections",
        "GetConnection",
        "StartSync",
        "ListRuns",
        "GetRun",
        "CancelRun",
        "WatchRun",
        "GetGraph"
      ]
    )
    assert.strictEqual(procedures.size, endpoints.filter((name) => !name.startsWith("health.")).length)
  })
})
