import { SqlClient } from "@effect/sql"
import { DeadLetterDetail, DeadLetterPage } from "@openfaith/sync-api"
import { assert, describe, layer } from "@effect/vitest"
import { Effect, Redacted, Schema } from "effect"
import * as EngineClient from "../../src/client/EngineClient.ts"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { DeadLetterQueue } from "../../src/stores/DeadLetterQueue.ts"
import { connect } from "../support/Connections.ts"
import { HttpNode, layerHttpNode, type Reply, type Sent } from "../support/HttpNode.ts"
import { badPerson, fail, letterBox } from "../support/Letters.ts"
import { apiKey } from "../support/MigratedDatabase.ts"

const call = (method: string, path: string, sent?: Sent) =>
  Effect.flatMap(HttpNode, (node) => node.call(method, path, sent))

const pageOf = ({ json }: Reply) => Schema.decodeUnknown(DeadLetterPage)(json)

const list = (orgId: string, query = "") =>
  Effect.flatMap(call("GET", `/v1/orgs/${orgId}/dead-letters${query}`), pageOf)

const pathsOf = ({ json }: Reply) =>
  (json as { issues: ReadonlyArray<{ path: string }> }).issues.map(({ path }) => path)

const nameless = badPerson("sha256:x", { externalId: null, reason: "MissingId", path: "id" })

/** Has three people fail, and answers the ids of their letters, newest first. */
const threeLetters = Effect.fnUntraced(function* (orgId: string) {
  const box = yield* letterBox(orgId)
  yield* fail(box, badPerson("1"), badPerson("2", { reason: "MissingParent" }), nameless)
  const { deadLetters } = yield* list(orgId)
  const [newest = "", middle = "", oldest = ""] = deadLetters.map(({ deadLetterId }) => deadLetterId)
  return { box, ids: [newest, middle, oldest] as const }
})

describe("dead letters", () => {
  layer(layerHttpNode, { excludeTestServices: true })((it) => {
    it.effect("are listed page by page, and by what is asked for", () =>
      Effect.gen(function* () {
        const { ids } = yield* threeLetters("grace")
        const first = yield* list("grace", "?limit=2&quarantined=false")
        assert.deepStrictEqual(
          first.deadLetters.map(({ externalId, reason }) => [externalId, reason]),
          [
            ["2", "MissingParent"],
            ["1", "Undecodable"]
          ]
        )
        assert.isNull(first.next)
        const one = yield* list("grace", "?limit=1&quarantined=false&entity=Person")
        const { deadLetters, next } = yield* Effect.flatMap(call("GET", one.next ?? ""), pageOf)
        assert.deepStrictEqual([deadLetters.map(({ externalId }) => externalId), next], [["1"], null])
        const [quarantined, ...others] = (yield* list("grace", "?reason=MissingId")).deadLetters
        assert.deepStrictEqual(others, [])
        assert.deepInclude(quarantined, { deadLetterId: ids[0], externalId: null, nextAttemptAt: null })
        assert.isNotNull(quarantined?.quarantinedAt)
        assert.deepStrictEqual((yield* list("grace", "?entity=Email")).deadLetters, [])
      })
    )

    it.effect("are shown with their record, in the list without", () =>
      Effect.gen(function* () {
        const { ids } = yield* threeLetters("shown")
        const reply = yield* call("GET", `/v1/orgs/shown/dead-letters/${ids[2]}`)
        const detail = yield* Schema.decodeUnknown(DeadLetterDetail)(reply.json)
        assert.deepStrictEqual(detail.raw, badPerson("1").raw)
        assert.deepInclude(detail, { attempts: 1, path: "attributes.birthdate", message: "Expected a date" })
        assert.notInclude((yield* call("GET", "/v1/orgs/shown/dead-letters")).text, "2026-02-30")
      })
    )

    it.effect("are tried again when somebody asks, out of quarantine too", () =>
      Effect.gen(function* () {
        const queue = yield* DeadLetterQueue
        const { box, ids } = yield* threeLetters("again")
        const replayed = yield* call("POST", `/v1/orgs/again/dead-letters/${ids[0]}/replay`)
        assert.strictEqual(replayed.status, 202, replayed.text)
        assert.deepInclude(replayed.json, { deadLetterId: ids[0], quarantinedAt: null })
        const due = Effect.map(queue.due(box.connectionId, 10), (rows) =>
          rows.map(({ deadLetterId }) => deadLetterId)
        )
        assert.deepStrictEqual(yield* due, [ids[0]])
        const some = yield* call("POST", "/v1/orgs/again/dead-letters/replay-all?reason=Undecodable")
        assert.deepStrictEqual([some.status, some.json], [202, { queued: 1 }])
        const all = yield* call("POST", "/v1/orgs/again/dead-letters/replay-all")
        assert.deepStrictEqual(all.json, { queued: 1 })
        assert.deepStrictEqual(yield* due, ids.toReversed())
      })
    )

    it.effect("wait while their connection is parked", () =>
      Effect.gen(function* () {
        const { box, ids } = yield* threeLetters("parked")
        yield* Effect.flatMap(ConnectionStore, (store) => store.park(box.connectionId, "refused"))
        const one = yield* call("POST", `/v1/orgs/parked/dead-letters/${ids[0]}/replay`)
        assert.deepStrictEqual(
          [one.status, one.json],
          [409, { _tag: "Conflict", reason: "ConnectionParked" }]
        )
        const all = yield* call("POST", "/v1/orgs/parked/dead-letters/replay-all")
        assert.deepStrictEqual([all.status, all.json], [202, { queued: 0 }])
      })
    )

    it.effect("are discarded with a reason, which stays", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { ids } = yield* threeLetters("rid")
        const path = `/v1/orgs/rid/dead-letters/${ids[0]}/discard`
        for (const body of [{}, { reason: " " }, { reason: "nul \u0000" }, { reason: 7 }]) {
          const reply = yield* call("POST", path, { body })
          assert.deepStrictEqual([reply.status, pathsOf(reply)], [400, ["reason"]])
        }
        const gone = yield* call("POST", path, { body: { reason: "a test record" } })
        assert.strictEqual(gone.status, 200, gone.text)
        assert.deepInclude(gone.json, { deadLetterId: ids[0] })
        assert.strictEqual((yield* call("POST", path, { body: { reason: "again" } })).status, 404)
        const audit = yield* sql`select reason, fault from sync.dead_letter_audit where org_id = 'rid'`
        assert.deepStrictEqual(audit, [{ reason: "a test record", fault: "MissingId" }])
        assert.strictEqual((yield* list("rid")).deadLetters.length, 2)
      })
    )

    it.effect("are not known to another organisation, nor are places that no listing named", () =>
      Effect.gen(function* () {
        const { ids } = yield* threeLetters("owner")
        yield* connect("stranger")
        for (const [method, path, resource] of [
          ["GET", `stranger/dead-letters/${ids[0]}`, "deadLetter"],
          ["POST", `stranger/dead-letters/${ids[0]}/replay`, "deadLetter"],
          ["GET", "owner/dead-letters/999999999999999999", "deadLetter"],
          ["GET", "nobody/dead-letters", "organization"],
          ["POST", "nobody/dead-letters/replay-all", "organization"],
          ["GET", `nobody/dead-letters/${ids[0]}`, "organization"]
        ] as const) {
          const { json, status } = yield* call(method, `/v1/orgs/${path}`)
          assert.strictEqual(status, 404, path)
          assert.deepInclude(json, { _tag: "NotFound", resource })
        }
        assert.deepStrictEqual((yield* list("stranger")).deadLetters, [])
        for (const [query, path] of [
          ["cursor=page-2", "cursor"],
          ["reason=Ugly", "reason"],
          ["quarantined=1", "quarantined"],
          ["limit=0", "limit"]
        ]) {
          const reply = yield* call("GET", `/v1/orgs/owner/dead-letters?${query}`)
          assert.deepStrictEqual([reply.status, pathsOf(reply)], [400, [path]], query)
        }
      })
    )

    it.scoped("are handled by RPC alike", () =>
      Effect.gen(function* () {
        const { url } = yield* HttpNode
        const rpc = yield* EngineClient.make({ url, apiKey: Redacted.make(apiKey) })
        const { ids } = yield* threeLetters("caller")
        const orgId = "caller"
        const [deadLetterId, , last] = ids
        const { deadLetters } = yield* rpc.ListDeadLetters({ orgId, quarantined: false })
        assert.strictEqual(deadLetters.length, 2)
        const detail = yield* rpc.GetDeadLetter({ orgId, deadLetterId: last })
        assert.deepStrictEqual(detail.raw, badPerson("1").raw)
        const replayed = yield* rpc.ReplayDeadLetter({ orgId, deadLetterId })
        assert.isNull(replayed.quarantinedAt)
        assert.deepStrictEqual(yield* rpc.ReplayDeadLetters({ orgId }), { queued: 2 })
        yield* rpc.DiscardDeadLetter({ orgId, deadLetterId, reason: "a test record" })
        const unknown = yield* Effect.flip(rpc.GetDeadLetter({ orgId, deadLetterId }))
        assert.deepInclude(unknown, { _tag: "NotFound", resource: "deadLetter", id: deadLetterId })
        const cursor = yield* Effect.flip(rpc.ListDeadLetters({ orgId, cursor: "page-2" }))
        assert.strictEqual(cursor._tag, "InvalidRequest")
      })
    )
  })
})
