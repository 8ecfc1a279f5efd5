import { Headers, HttpApi } from "@effect/platform"
import { RpcTest } from "@effect/rpc"
import { assert, describe, it } from "@effect/vitest"
import { Chunk, Context, Effect, Layer, Redacted, Stream } from "effect"
import {
  type Caller,
  defaultRunLimit,
  includesScope,
  type KeyScope,
  NotFound,
  RequiredScope,
  RpcApiKey,
  SyncApi,
  SyncRpcs,
  Unauthorized
} from "../src/index.ts"
import {
  alert,
  cluster,
  connection,
  deadLetter,
  graph,
  heldDeletion,
  key as keyView,
  progress,
  run,
  runId,
  runPage,
  schedule,
  summary,
  verification,
  webhooks
} from "./fixtures/Example.ts"

const headers = Headers.fromInput({ authorization: "Bearer example-key" })

const caller: Caller["Type"] = { keyId: "environment", scope: "admin", organizations: null }

const key = Layer.succeed(RpcApiKey, (call) =>
  call.headers.authorization === headers.authorization ? Effect.succeed(caller) : new Unauthorized()
)

const handlers = SyncRpcs.toLayer({
  ListOrganizations: () => Effect.succeed({ organizations: [summary] }),
  GetOrganization: ({ orgId }) => new NotFound({ resource: "organization", id: orgId }),
  Connect: () => Effect.succeed({ connectionId: connection.connectionId }),
  ListConnections: () => Effect.succeed({ connections: [connection] }),
  GetConnection: () => Effect.succeed(connection),
  StartSync: () => Effect.succeed({ runId, joined: true }),
  ListRuns: ({ limit }) => Effect.succeed({ ...runPage, next: `limit=${limit ?? defaultRunLimit}` }),
  GetRun: () => Effect.succeed(run),
  CancelRun: () => Effect.succeed(run),
  WatchRun: () => Stream.make(progress, { ...progress, type: "finished" as const }),
  GetWebhooks: () => Effect.succeed(webhooks),
  SyncRecord: ({ externalId }) => Effect.succeed({ inboxId: externalId }),
  ListSchedules: () => Effect.succeed({ schedules: [schedule] }),
  UpdateSchedule: ({ mode, paused }) => Effect.succeed({ ...schedule, mode, paused: paused === true }),
  ListAlerts: ({ all }) => Effect.succeed({ alerts: all === true ? [alert] : [] }),
  ListHeldDeletions: () => Effect.succeed({ heldDeletions: [heldDeletion] }),
  ApproveHeldDeletion: () => Effect.succeed({ ...heldDeletion, status: "approved" as const }),
  RejectHeldDeletion: ({ reason }) =>
    Effect.succeed({ ...heldDeletion, status: "rejected" as const, reason: reason ?? null }),
  ListDeadLetters: () => Effect.succeed({ deadLetters: [deadLetter], nextCursor: null, next: null }),
  GetDeadLetter: () => Effect.succeed({ ...deadLetter, raw: { id: "40135869", attributes: { name: null } } }),
  ReplayDeadLetter: () => Effect.succeed(deadLetter),
  ReplayDeadLetters: ({ quarantined }) => Effect.succeed({ queued: quarantined === true ? 1 : 2 }),
  DiscardDeadLetter: () => Effect.succeed(deadLetter),
  GetGraph: ({ format }) => Effect.succeed(format === "json" ? graph : "digraph {}"),
  GetCluster: () => Effect.succeed(cluster),
  ListKeys: () => Effect.succeed({ keys: [keyView] }),
  CreateKey: ({ name }) => Effect.succeed({ ...keyView, name, apiKey: Redacted.make("made") }),
  RevokeKey: ({ keyId }) => new NotFound({ resource: "key", id: keyId }),
  Verify: ({ budget }) => Effect.succeed({ ...verification, requests: budget ?? 0 })
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
      assert.deepStrictEqual(yield* rpc.GetWebhooks({ orgId: "grace-church" }, { headers }), webhooks)
      const record = { orgId: "grace-church", entity: "Person", externalId: "40135869" }
      assert.deepStrictEqual(yield* rpc.SyncRecord(record, { headers }), { inboxId: "40135869" })
      const orgId = "grace-church"
      assert.deepStrictEqual(yield* rpc.ListSchedules({ orgId }, { headers }), { schedules: [schedule] })
      assert.deepStrictEqual(
        yield* rpc.UpdateSchedule({ orgId, adapter: "pco", mode: "full", paused: true }, { headers }),
        { ...schedule, mode: "full", paused: true }
      )
      assert.deepStrictEqual(yield* rpc.ListAlerts({ orgId, all: true }, { headers }), { alerts: [alert] })
      const held = { orgId, heldDeletionId: "17" }
      assert.deepStrictEqual(yield* rpc.ListHeldDeletions({ orgId }, { headers }), {
        heldDeletions: [heldDeletion]
      })
      assert.strictEqual((yield* rpc.ApproveHeldDeletion(held, { headers })).status, "approved")
      assert.strictEqual(
        (yield* rpc.RejectHeldDeletion({ ...held, reason: "still there" }, { headers })).reason,
        "still there"
      )
      const letter = { orgId, deadLetterId: "42" }
      assert.deepStrictEqual((yield* rpc.ListDeadLetters({ orgId }, { headers })).deadLetters, [deadLetter])
      assert.deepStrictEqual((yield* rpc.GetDeadLetter(letter, { headers })).raw, {
        id: "40135869",
        attributes: { name: null }
      })
      assert.deepStrictEqual(yield* rpc.ReplayDeadLetter(letter, { headers }), deadLetter)
      assert.deepStrictEqual(yield* rpc.ReplayDeadLetters({ orgId, quarantined: true }, { headers }), {
        queued: 1
      })
      assert.deepStrictEqual(
        yield* rpc.DiscardDeadLetter({ ...letter, reason: "a test" }, { headers }),
        deadLetter
      )
      assert.strictEqual(yield* rpc.GetGraph({ adapter: "pco", format: "dot" }, { headers }), "digraph {}")
      assert.deepStrictEqual(yield* rpc.ListOrganizations(undefined, { headers }), {
        organizations: [summary]
      })
      assert.deepStrictEqual(yield* rpc.GetCluster(undefined, { headers }), cluster)
      const made = yield* rpc.CreateKey({ name: "CI", scope: "read" }, { headers })
      assert.strictEqual(Redacted.value(made.apiKey), "made")
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

  it("asks for the scope that the operation of the same kind asks for", () => {
    const ofEndpoints: Array<KeyScope> = []
    HttpApi.reflect(SyncApi, {
      predicate: ({ group }) => !["health", "session"].includes(group.identifier),
      onGroup: () => undefined,
      onEndpoint: ({ endpoint }) =>
        void ofEndpoints.push(Context.unsafeGet(endpoint.annotations, RequiredScope))
    })
    const ofProcedures = [...SyncRpcs.requests.values()].map(({ annotations }) =>
      Context.unsafeGet(annotations, RequiredScope)
    )
    assert.deepStrictEqual(ofProcedures.sort(), ofEndpoints.sort())
    assert.isTrue(includesScope("admin", "operate") && includesScope("read", "read"))
    assert.isFalse(includesScope("read", "operate") || includesScope("operate", "admin"))
  })

  it("has a procedure for every operation but for the probes and the sessions of browsers", () => {
    const endpoints = Object.values(SyncApi.groups).flatMap((group) =>
      Object.keys(group.endpoints).map((name) => `${group.identifier}.${name}`)
    )
    const procedures: ReadonlyMap<string, unknown> = SyncRpcs.requests
    assert.deepStrictEqual(
      [...procedures.keys()],
      [
        "ListOrganizations",
        "GetOrganization",
        "Connect",
        "ListConnections",
        "GetConnection",
        "StartSync",
        "ListRuns",
        "GetRun",
        "CancelRun",
        "WatchRun",
        "GetWebhooks",
        "SyncRecord",
        "ListSchedules",
        "UpdateSchedule",
        "ListAlerts",
        "ListHeldDeletions",
        "ApproveHeldDeletion",
        "RejectHeldDeletion",
        "ListDeadLetters",
        "GetDeadLetter",
        "ReplayDeadLetter",
        "ReplayDeadLetters",
        "DiscardDeadLetter",
        "GetGraph",
        "GetCluster",
        "ListKeys",
        "CreateKey",
        "RevokeKey",
        "Verify"
      ]
    )
    assert.strictEqual(procedures.size, endpoints.filter((name) => !/^(health|session)\./.test(name)).length)
  })
})
