import { assert, describe, layer } from "@effect/vitest"
import { HeldDeletions } from "@openfaith/sync-api"
import { Effect, Redacted, Schema } from "effect"
import * as EngineClient from "../../src/client/EngineClient.ts"
import { HeldDeletionStore } from "../../src/stores/HeldDeletionStore.ts"
import { connect, trigger } from "../support/Connections.ts"
import { HttpNode, layerHttpNode, type Sent } from "../support/HttpNode.ts"
import { apiKey } from "../support/MigratedDatabase.ts"

const call = (method: string, path: string, sent?: Sent) =>
  Effect.flatMap(HttpNode, (node) => node.call(method, path, sent))

/** Has an audit find so many people missing, and answers the id under which that is held. */
const hold = Effect.fnUntraced(function* (orgId: string, count: number) {
  const store = yield* HeldDeletionStore
  const connection = yield* connect(orgId)
  const { runId } = yield* trigger(connection)
  yield* store.hold({
    orgId,
    connectionId: connection.connectionId,
    adapter: "pco",
    entity: "Person",
    runId,
    missing: Array.from({ length: count }, (_, index) => ({ externalId: String(index + 1), parent: null })),
    living: 1000,
    whole: true
  })
  const [held] = yield* store.list(orgId)
  return held?.heldDeletionId ?? ""
})

describe("held deletions", () => {
  layer(layerHttpNode, { excludeTestServices: true })((it) => {
    it.effect("are listed, and approved once", () =>
      Effect.gen(function* () {
        const store = yield* HeldDeletionStore
        const id = yield* hold("grace", 150)
        const { json } = yield* call("GET", "/v1/orgs/grace/held-deletions")
        const [held] = (yield* Schema.decodeUnknown(HeldDeletions)(json)).heldDeletions
        assert.deepInclude(held, {
          heldDeletionId: id,
          entity: "Person",
          adapter: "pco",
          records: 150,
          living: 1000,
          status: "held",
          decidedAt: null
        })
        assert.strictEqual(held?.externalIds.length, 100)
        const approved = yield* call("POST", `/v1/orgs/grace/held-deletions/${id}/approve`)
        assert.strictEqual(approved.status, 200, approved.text)
        assert.deepInclude(approved.json, { heldDeletionId: id, status: "approved" })
        assert.deepStrictEqual(yield* store.approved, [id])
        const again = yield* call("POST", `/v1/orgs/grace/held-deletions/${id}/approve`)
        assert.deepStrictEqual(
          [again.status, again.json],
          [409, { _tag: "Conflict", reason: "AlreadyDecided" }]
        )
        const otherwise = yield* call("POST", `/v1/orgs/grace/held-deletions/${id}/reject`, { body: {} })
        assert.strictEqual(otherwise.status, 409)
      })
    )

    it.effect("are rejected, with a reason or without", () =>
      Effect.gen(function* () {
        for (const [orgId, reason] of [
          ["hope", "still there"],
          ["faith", null]
        ] as const) {
          const id = yield* hold(orgId, 2)
          const body = reason === null ? {} : { reason }
          const rejected = yield* call("POST", `/v1/orgs/${orgId}/held-deletions/${id}/reject`, { body })
          assert.strictEqual(rejected.status, 200, rejected.text)
          assert.deepInclude(rejected.json, { status: "rejected", reason })
        }
      })
    )

    it.effect("are not known to another organisation", () =>
      Effect.gen(function* () {
        const id = yield* hold("owner", 2)
        yield* connect("stranger")
        for (const [path, resource] of [
          [`stranger/held-deletions/${id}/approve`, "heldDeletion"],
          ["owner/held-deletions/999999/approve", "heldDeletion"],
          [`nobody/held-deletions/${id}/approve`, "organization"]
        ]) {
          const { json, status } = yield* call("POST", `/v1/orgs/${path}`)
          assert.strictEqual(status, 404, path)
          assert.deepInclude(json, { _tag: "NotFound", resource })
        }
        assert.strictEqual((yield* call("GET", "/v1/orgs/nobody/held-deletions")).status, 404)
        assert.deepStrictEqual((yield* call("GET", "/v1/orgs/stranger/held-deletions")).json, {
          heldDeletions: []
        })
        assert.strictEqual(
          (yield* call("POST", `/v1/orgs/owner/held-deletions/${id}/reject`, { body: { reason: "" } }))
            .status,
          400
        )
      })
    )

    it.scoped("are decided by RPC alike", () =>
      Effect.gen(function* () {
        const { url } = yield* HttpNode
        const rpc = yield* EngineClient.make({ url, apiKey: Redacted.make(apiKey) })
        const heldDeletionId = yield* hold("caller", 2)
        const { heldDeletions } = yield* rpc.ListHeldDeletions({ orgId: "caller" })
        assert.deepStrictEqual(
          heldDeletions.map(({ externalIds }) => externalIds),
          [["1", "2"]]
        )
        const rejected = yield* rpc.RejectHeldDeletion({ orgId: "caller", heldDeletionId, reason: "no" })
        assert.deepInclude(rejected, { status: "rejected", reason: "no" })
        const again = yield* Effect.flip(rpc.ApproveHeldDeletion({ orgId: "caller", heldDeletionId }))
        assert.deepInclude(again, { _tag: "Conflict", reason: "AlreadyDecided" })
        const unknown = yield* Effect.flip(rpc.ApproveHeldDeletion({ orgId: "caller", heldDeletionId: "0" }))
        assert.deepInclude(unknown, { _tag: "NotFound", resource: "heldDeletion" })
      })
    )
  })
})
