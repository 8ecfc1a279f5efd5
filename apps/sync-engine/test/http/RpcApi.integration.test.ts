import { assert, describe, layer } from "@effect/vitest"
import { Chunk, Effect, Fiber, Redacted, Stream } from "effect"
import * as EngineClient from "../../src/client/EngineClient.ts"
import { RunStore } from "../../src/stores/RunStore.ts"
import { plannedStreams } from "../../src/sync/RunPlan.ts"
import { fakeAdapter } from "../support/FakeAdapter.ts"
import { HttpNode, layerHttpNode } from "../support/HttpNode.ts"
import { apiKey } from "../support/MigratedDatabase.ts"

const client = (key: string = apiKey) =>
  Effect.flatMap(HttpNode, ({ url }) => EngineClient.make({ url, apiKey: Redacted.make(key) }))

const auth = (secret = "good-secret") =>
  ({ type: "personal-access-token", applicationId: "application-id", secret: Redacted.make(secret) }) as const

const request = (tag: string, payload: unknown) =>
  `${JSON.stringify({ _tag: "Request", id: "1", tag, payload, headers: [] })}\n`

/** Sends lines as they are, past the client that knows their form. */
const send = (body: string, headers: Record<string, string> = {}) =>
  Effect.flatMap(HttpNode, ({ call }) =>
    call("POST", "/rpc", { body, headers: { "content-type": "application/ndjson", ...headers } })
  )

describe("RPC", () => {
  layer(layerHttpNode, { excludeTestServices: true })((it) => {
    it.scoped("offers the same operations as REST", () =>
      Effect.gen(function* () {
        const { call } = yield* HttpNode
        const rpc = yield* client()
        const { connectionId } = yield* rpc.Connect({ orgId: "grace", adapter: "pco", auth: auth() })
        const { connections } = yield* rpc.ListConnections({ orgId: "grace" })
        assert.deepStrictEqual(connections, [yield* rpc.GetConnection({ orgId: "grace", adapter: "pco" })])
        assert.deepInclude(connections[0], { connectionId, orgId: "grace", status: "active" })
        const started = yield* rpc.StartSync({ orgId: "grace", adapter: "pco", mode: "full" })
        assert.isFalse(started.joined)
        assert.deepStrictEqual(yield* rpc.StartSync({ orgId: "grace", adapter: "pco", mode: "full" }), {
          runId: started.runId,
          joined: true
        })
        const run = yield* rpc.GetRun({ orgId: "grace", runId: started.runId })
        assert.deepInclude(run, { runId: started.runId, status: "queued" })
        assert.deepInclude((yield* call("GET", `/v1/orgs/grace/syncs/${run.runId}`)).json, {
          runId: run.runId,
          status: "queued"
        })
        assert.deepStrictEqual(
          (yield* rpc.ListRuns({ orgId: "grace", limit: 1 })).runs.map(({ runId }) => runId),
          [run.runId]
        )
        assert.strictEqual((yield* rpc.CancelRun({ orgId: "grace", runId: run.runId })).status, "cancelled")
        const again = yield* Effect.flip(rpc.CancelRun({ orgId: "grace", runId: run.runId }))
        assert.deepInclude(again, { _tag: "Conflict", reason: "RunFinished" })
        assert.deepInclude(yield* rpc.GetOrganization({ orgId: "grace" }), {
          orgId: "grace",
          liveRuns: [],
          deadLetters: 0
        })
        assert.match(String(yield* rpc.GetGraph({ adapter: "pco", format: "dot" })), /^digraph/)
      })
    )

    it.scoped("fails with the same errors", () =>
      Effect.gen(function* () {
        const rpc = yield* client()
        const refused = yield* Effect.flip(
          rpc.Connect({ orgId: "mercy", adapter: "pco", auth: auth("refused-secret") })
        )
        assert.deepInclude(refused, {
          _tag: "CredentialRefused",
          upstreamMessage: "HTTP Basic: Access denied."
        })
        const unknown = yield* Effect.flip(rpc.GetOrganization({ orgId: "mercy" }))
        assert.deepInclude(unknown, { _tag: "NotFound", resource: "organization", id: "mercy" })
        yield* rpc.Connect({ orgId: "mercy", adapter: "pco", auth: auth() })
        const invalid = yield* Effect.flip(
          rpc.StartSync({ orgId: "mercy", adapter: "pco", mode: "delta", entities: ["Robot"] })
        )
        assert(invalid._tag === "InvalidRequest")
        assert.deepStrictEqual(
          invalid.issues.map(({ path }) => path),
          ["entities.0"]
        )
        const cursor = yield* Effect.flip(rpc.ListRuns({ orgId: "mercy", cursor: "page-2" }))
        assert.strictEqual(cursor._tag, "InvalidRequest")
      })
    )

    it.scoped("lets nobody in without the right key", () =>
      Effect.gen(function* () {
        for (const key of ["wrong", "", `${apiKey}-`]) {
          const error = yield* Effect.flip(
            Effect.flatMap(client(key), (rpc) => rpc.GetOrganization({ orgId: "grace" }))
          )
          assert.strictEqual(error._tag, "Unauthorized", key)
        }
        const { call } = yield* HttpNode
        const body = request("Connect", {
          orgId: "intruder",
          adapter: "pco",
          auth: { ...auth(), secret: "good-secret" }
        })
        const anonymous = yield* call("POST", "/rpc", {
          key: null,
          body,
          headers: { "content-type": "application/ndjson" }
        })
        assert.include(anonymous.text, "Unauthorized")
        const rpc = yield* client()
        assert.strictEqual((yield* Effect.flip(rpc.GetOrganization({ orgId: "intruder" })))._tag, "NotFound")
      })
    )

    it.scoped("streams a run's progress until it has finished", () =>
      Effect.gen(function* () {
        const rpc = yield* client()
        const runs = yield* RunStore
        yield* rpc.Connect({ orgId: "watcher", adapter: "pco", auth: auth() })
        const { runId } = yield* rpc.StartSync({ orgId: "watcher", adapter: "pco", mode: "full" })
        const watching = yield* Effect.fork(
          rpc.WatchRun({ orgId: "watcher", runId }).pipe(
            Stream.tap(({ run }) =>
              run.status === "queued"
                ? runs.begin(runId, plannedStreams(fakeAdapter.manifest, "full", ["Person"]), "full")
                : run.status === "running"
                  ? runs.finish(runId, "partial", null)
                  : Effect.void
            ),
            Stream.runCollect
          )
        )
        const seen = Chunk.toReadonlyArray(yield* Fiber.join(watching))
        assert.deepStrictEqual(
          seen.map(({ run, type }) => `${type} ${run.status}`),
          ["progress queued", "progress running", "finished partial"]
        )
        const unknown = yield* Effect.flip(
          Stream.runDrain(rpc.WatchRun({ orgId: "watcher", runId: "00000000-0000-4000-8000-00000000000f" }))
        )
        assert.deepInclude(unknown, { _tag: "NotFound", resource: "run" })
      })
    )

    it.effect("refuses what it cannot read without quoting it, and goes on", () =>
      Effect.gen(function* () {
        const secret = "planted-secret"
        const auth = { type: "personal-access-token", applicationId: 7, secret }
        const bodies = [
          request("Connect", { orgId: "keeper", adapter: "pco", auth }),
          request("Connect", { orgId: "keeper", adapter: "pco", auth: { ...auth, type: secret } }),
          request("Connect", {
            orgId: "keeper",
            adapter: "pco",
            auth: { ...auth, type: "oauth", expiresAt: secret }
          }),
          request("Connect", secret),
          request(secret, {}),
          `{"_tag":"Request","payload":{"secret":"${secret}"\n`,
          `"${secret}`,
          secret,
          `{"${secret}": 1}\n`,
          `${JSON.stringify({ _tag: "Request", id: "1", tag: "GetOrganization", payload: { orgId: secret } })}\n`
        ]
        for (const body of bodies) {
          const reply = yield* send(body)
          assert.notInclude(reply.text, "planted", body)
          assert.isBelow(reply.status, 500, body)
        }
        const [typed] = (yield* send(
          request("Connect", { orgId: "keeper", adapter: "pco", auth })
        )).text.split("\n")
        assert.match(typed ?? "", /applicationId.*Expected string/s)
        const { call, said } = yield* HttpNode
        assert.notInclude(said(), "planted")
        assert.notInclude(said(), apiKey)
        assert.strictEqual((yield* call("GET", "/health/live")).status, 200)
      })
    )

    it.effect("bounds what it reads", () =>
      Effect.gen(function* () {
        const line = request("GetOrganization", { orgId: "x".repeat(1024 * 1024) })
        assert.strictEqual((yield* send(line)).status, 413)
      })
    )
  })
})
