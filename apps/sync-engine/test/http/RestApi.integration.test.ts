import { canonicalEntityNames } from "@openfaith/canonical"
import { SqlClient } from "@effect/sql"
import { assert, describe, layer } from "@effect/vitest"
import { Effect } from "effect"
import { RunStore } from "../../src/stores/RunStore.ts"
import { plannedStreams } from "../../src/sync/RunPlan.ts"
import { fakeAdapter } from "../support/FakeAdapter.ts"
import { HttpNode, layerHttpNode, type Reply, type Sent } from "../support/HttpNode.ts"

const call = (method: string, path: string, sent?: Sent) =>
  Effect.flatMap(HttpNode, (node) => node.call(method, path, sent))

const auth = (secret = "good-secret") => ({
  auth: { type: "personal-access-token", applicationId: "application-id", secret }
})

const connect = (orgId: string) =>
  Effect.map(call("PUT", `/v1/orgs/${orgId}/connections/pco`, { body: auth() }), (reply) => {
    assert.strictEqual(reply.status, 200, reply.text)
    return (reply.json as { connectionId: string }).connectionId
  })

const start = (orgId: string, body: unknown = { adapter: "pco", mode: "full" }) =>
  Effect.map(call("POST", `/v1/orgs/${orgId}/syncs`, { body }), (reply) => {
    assert.strictEqual(reply.status, 202, reply.text)
    return reply.json as { runId: string; joined: boolean }
  })

const finish = (runId: string, status: "succeeded" | "failed" = "succeeded") =>
  Effect.gen(function* () {
    const runs = yield* RunStore
    yield* runs.begin(runId, plannedStreams(fakeAdapter.manifest, "full", ["Person", "Email"]), "full")
    yield* runs.finish(runId, status, status === "failed" ? "Person: no answer" : null)
  })

const pathsOf = ({ json }: Reply) =>
  (json as { issues: ReadonlyArray<{ path: string }> }).issues.map(({ path }) => path)

const untouched = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`select 1 from sync.connections where org_id = 'mercy'`
)

describe("REST", () => {
  layer(layerHttpNode, { excludeTestServices: true })((it) => {
    it.effect("lets nobody in without the right key", () =>
      Effect.gen(function* () {
        for (const path of [
          "/v1/orgs/grace",
          "/v1/orgs/grace/syncs",
          "/v1/orgs/grace/connections",
          "/v1/adapters/pco/graph"
        ]) {
          for (const sent of [
            { key: null },
            { key: "wrong" },
            { key: "" },
            { key: "key-of-the-caller" },
            { key: "key-of-the-callers-" },
            { key: null, headers: { authorization: "key-of-the-callers" } }
          ]) {
            const { json, status } = yield* call("GET", path, sent)
            assert.strictEqual(status, 401, `${path} ${JSON.stringify(sent)}`)
            assert.deepStrictEqual(json, { _tag: "Unauthorized" })
          }
        }
        const put = yield* call("PUT", "/v1/orgs/mercy/connections/pco", { key: "wrong", body: auth() })
        assert.strictEqual(put.status, 401)
        assert.deepStrictEqual(yield* untouched, [])
        assert.strictEqual((yield* call("GET", "/v1/adapters/pco/graph")).status, 200)
      })
    )

    it.effect("tells its health to everybody", () =>
      Effect.gen(function* () {
        const { setLeaving } = yield* HttpNode
        assert.deepStrictEqual((yield* call("GET", "/health/live", { key: null })).json, { status: "live" })
        const ready = yield* call("GET", "/health/ready", { key: null })
        assert.deepInclude(ready, { status: 200 })
        assert.deepInclude(ready.json, {
          status: "ready",
          faults: [],
          journal: { waitingBytes: 0, keptBytes: 0, badBytes: 0 }
        })
        yield* setLeaving(true)
        const leaving = yield* call("GET", "/health/ready", { key: null })
        yield* setLeaving(false)
        assert.strictEqual(leaving.status, 503)
        assert.deepInclude(leaving.json, {
          _tag: "NotReady",
          faults: [{ component: "cluster", message: "this node is leaving the cluster", fatal: true }]
        })
      })
    )

    it.effect("knows no organisation that nobody connected, and no run of another one", () =>
      Effect.gen(function* () {
        yield* connect("owner")
        yield* connect("stranger")
        const { runId } = yield* start("owner")
        const unknown = [
          ["GET", "/v1/orgs/nobody", "organization"],
          ["GET", "/v1/orgs/nobody/connections", "organization"],
          ["GET", "/v1/orgs/nobody/connections/pco", "organization"],
          ["GET", "/v1/orgs/nobody/syncs", "organization"],
          ["GET", `/v1/orgs/nobody/syncs/${runId}`, "organization"],
          ["GET", `/v1/orgs/stranger/syncs/${runId}`, "run"],
          ["GET", `/v1/orgs/stranger/syncs/${runId}/events`, "run"],
          ["POST", `/v1/orgs/stranger/syncs/${runId}/cancel`, "run"],
          ["GET", `/v1/orgs/owner/syncs/${crypto.randomUUID()}`, "run"],
          ["GET", "/v1/orgs/owner/connections/ccb", "connection"],
          ["GET", "/v1/adapters/ccb/graph", "adapter"]
        ] as const
        for (const [method, path, resource] of unknown) {
          const { json, status } = yield* call(method, path)
          assert.strictEqual(status, 404, path)
          assert.deepInclude(json, { _tag: "NotFound", resource })
        }
        const body = { adapter: "pco", mode: "full" }
        assert.strictEqual((yield* call("POST", "/v1/orgs/nobody/syncs", { body })).status, 404)
        assert.strictEqual(
          (yield* call("PUT", "/v1/orgs/owner/connections/ccb", { body: auth() })).status,
          404
        )
        assert.strictEqual((yield* call("GET", "/v2/nothing")).status, 404)
        assert.strictEqual((yield* call("GET", `/v1/orgs/owner/syncs/${runId}`)).status, 200)
      })
    )

    const { secret: _, ...withoutSecret } = auth().auth
    const oauth = {
      type: "oauth",
      accessToken: "planted-access",
      refreshToken: "planted-refresh",
      expiresAt: "2030-01-01T00:00:00Z"
    }
    it.effect.each([
      [{}, ["auth"]],
      [{ auth: withoutSecret }, ["auth.secret"]],
      [{ auth: { ...auth().auth, secret: "" } }, ["auth.secret"]],
      [{ auth: { ...auth("planted-secret").auth, applicationId: 7 } }, ["auth.applicationId"]],
      [{ auth: { ...oauth, expiresAt: "planted-when" } }, ["auth.expiresAt"]],
      [{ auth: { ...oauth, accessToken: undefined, expiresAt: 5 } }, ["auth.accessToken", "auth.expiresAt"]],
      [{ auth: "planted-text" }, ["auth"]],
      [{ auth: { ...oauth, type: "planted-type" } }, ["auth.type"]],
      [["planted-array"], [""]],
      ["null", [""]]
    ] as const)("tells where a body to connect with is wrong: %j", ([body, paths]) =>
      Effect.gen(function* () {
        const reply = yield* call("PUT", "/v1/orgs/mercy/connections/pco", { body })
        assert.strictEqual(reply.status, 400, reply.text)
        assert.sameMembers(pathsOf(reply), [...paths])
        assert.notInclude(reply.text, "planted")
        assert.deepStrictEqual(yield* untouched, [])
      })
    )

    it.effect.each([
      [{ adapter: "pco" }, ["mode"]],
      [{ adapter: "PCO", mode: "fast" }, ["adapter", "mode"]],
      [{ adapter: "pco", mode: "full", entities: [] }, ["entities.0"]],
      [{ adapter: "pco", mode: "full", entities: ["Person", 7, "no name"] }, ["entities.1", "entities.2"]],
      [{ adapter: "pco", mode: "full", entities: ["Person", "Robot"] }, ["entities.1"]],
      [{ adapter: "pco", mode: "hourly" }, ["mode"]]
    ] as const)("tells where a sync asked for is wrong: %j", ([body, paths]) =>
      Effect.gen(function* () {
        yield* connect("asker")
        const reply = yield* call("POST", "/v1/orgs/asker/syncs", { body })
        assert.strictEqual(reply.status, 400, reply.text)
        assert.sameMembers(pathsOf(reply), [...paths])
      })
    )

    it.effect.each([
      ["GET", "/v1/orgs/not%20a%20name/syncs", ["orgId"]],
      ["GET", "/v1/orgs/grace/syncs/1", ["runId"]],
      ["GET", "/v1/orgs/grace/syncs?limit=0", ["limit"]],
      ["GET", "/v1/orgs/grace/syncs?limit=101", ["limit"]],
      ["GET", "/v1/orgs/grace/syncs?limit=many", ["limit"]],
      ["GET", "/v1/adapters/pco/graph?format=png", ["format"]]
    ] as const)("tells where a URL is wrong: %s %s", ([method, path, paths]) =>
      Effect.gen(function* () {
        const reply = yield* call(method, path)
        assert.strictEqual(reply.status, 400, reply.text)
        assert.deepStrictEqual(pathsOf(reply), [...paths])
      })
    )

    it.effect("refuses a cursor that no listing returned", () =>
      Effect.gen(function* () {
        yield* connect("lister")
        for (const cursor of ["page-2", "____", "%20"]) {
          const reply = yield* call("GET", `/v1/orgs/lister/syncs?cursor=${cursor}`)
          assert.strictEqual(reply.status, 400, cursor)
          assert.deepStrictEqual(pathsOf(reply), ["cursor"])
        }
      })
    )

    it.effect("refuses bodies that are no JSON, without quoting them", () =>
      Effect.gen(function* () {
        for (const body of [`{"auth":{"secret":"planted-secret"`, "planted-secret", "", "\u0000"]) {
          const reply = yield* call("PUT", "/v1/orgs/mercy/connections/pco", { body })
          assert.strictEqual(reply.status, 400, `${JSON.stringify(body)}: ${reply.text}`)
          assert.notInclude(reply.text, "planted")
        }
        for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/xml"]) {
          const reply = yield* call("PUT", "/v1/orgs/mercy/connections/pco", {
            body: "auth=planted-secret",
            headers: { "content-type": type }
          })
          assert.include([400, 415], reply.status, `${type}: ${reply.text}`)
          assert.notInclude(reply.text, "planted")
        }
        assert.deepStrictEqual(yield* untouched, [])
      })
    )

    it.effect("refuses a body that says how large it is", () =>
      Effect.gen(function* () {
        const reply = yield* call("PUT", "/v1/orgs/mercy/connections/pco", {
          body: auth("x".repeat(1024 * 1024))
        })
        assert.strictEqual(reply.status, 413, reply.text.slice(0, 200))
        assert.deepStrictEqual(reply.json, { _tag: "PayloadTooLarge", limitBytes: 1024 * 1024 })
      })
    )

    it.effect("refuses a large body that comes in pieces", () =>
      Effect.gen(function* () {
        const piece = new TextEncoder().encode("x".repeat(64 * 1024))
        let left = 40
        const body = new ReadableStream({
          pull: (controller) => (left-- > 0 ? controller.enqueue(piece) : controller.close())
        })
        const reply = yield* call("PUT", "/v1/orgs/mercy/connections/pco", { body })
        assert.strictEqual(reply.status, 413, reply.text.slice(0, 200))
        assert.strictEqual((yield* call("GET", "/health/live")).status, 200)
      })
    )

    it.effect("tries a credential before it stores it, and says in the upstream's words why not", () =>
      Effect.gen(function* () {
        const refused = [
          [
            "refused-secret",
            422,
            { _tag: "CredentialRefused", upstreamStatus: 401, upstreamMessage: "HTTP Basic: Access denied." }
          ],
          [
            "forbidden-secret",
            422,
            { upstreamStatus: 403, upstreamMessage: "You do not have access to People" }
          ],
          ["wrong-secret", 422, { upstreamStatus: 422, upstreamMessage: "No such application" }],
          ["away-secret", 503, { _tag: "ServiceUnavailable", retryAfterSeconds: 5 }],
          ["hurried-secret", 503, { retryAfterSeconds: 7 }]
        ] as const
        for (const [secret, expected, words] of refused) {
          const { json, status } = yield* call("PUT", "/v1/orgs/mercy/connections/pco", {
            body: auth(secret)
          })
          assert.strictEqual(status, expected)
          assert.deepInclude(json, words)
        }
        assert.deepStrictEqual(yield* untouched, [])
      })
    )

    it.effect("shows a connection without its credential", () =>
      Effect.gen(function* () {
        const connectionId = yield* connect("grace")
        assert.strictEqual(yield* connect("grace"), connectionId)
        const { json } = yield* call("GET", "/v1/orgs/grace/connections/pco")
        const { createdAt, updatedAt, ...rest } = json as Record<string, unknown>
        assert.deepStrictEqual(rest, {
          connectionId,
          orgId: "grace",
          adapter: "pco",
          authType: "personal-access-token",
          status: "active",
          parkedReason: null,
          source: { id: "1", name: "Grace Church", timeZone: "America/Chicago", countryCode: "US" }
        })
        for (const at of [createdAt, updatedAt]) assert.match(String(at), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
        assert.deepStrictEqual((yield* call("GET", "/v1/orgs/grace/connections")).json, {
          connections: [json]
        })
      })
    )

    it.effect("starts a run, joins it while it is alive, and starts another one after", () =>
      Effect.gen(function* () {
        yield* connect("starter")
        const first = yield* start("starter")
        assert.isFalse(first.joined)
        assert.deepStrictEqual(
          yield* start("starter", { adapter: "pco", mode: "full", entities: ["Person"] }),
          {
            runId: first.runId,
            joined: true
          }
        )
        yield* finish(first.runId)
        const second = yield* start("starter")
        assert.deepInclude(second, { joined: false })
        assert.notStrictEqual(second.runId, first.runId)
      })
    )

    it.effect("starts nothing on a parked connection", () =>
      Effect.gen(function* () {
        yield* connect("parked")
        const sql = yield* SqlClient.SqlClient
        yield* sql`update sync.connections set status = 'parked', parked_reason = 'revoked' where org_id = 'parked'`
        const reply = yield* call("POST", "/v1/orgs/parked/syncs", { body: { adapter: "pco", mode: "full" } })
        assert.deepInclude(reply, { status: 409, json: { _tag: "Conflict", reason: "ConnectionParked" } })
        yield* connect("parked")
        assert.isFalse((yield* start("parked")).joined)
      })
    )

    it.effect("shows a run with exactly the documented fields", () =>
      Effect.gen(function* () {
        yield* connect("viewer")
        const { runId } = yield* start("viewer", {
          adapter: "pco",
          mode: "full",
          entities: ["Person", "Email"]
        })
        const queued = (yield* call("GET", `/v1/orgs/viewer/syncs/${runId}`)).json as Record<string, unknown>
        assert.deepInclude(queued, {
          runId,
          status: "queued",
          entities: ["Person", "Email"],
          streams: [],
          startedAt: null
        })
        yield* finish(runId, "failed")
        const { createdAt, finishedAt, startedAt, streams, ...rest } = (yield* call(
          "GET",
          `/v1/orgs/viewer/syncs/${runId}`
        )).json as Record<string, unknown> & { streams: ReadonlyArray<unknown> }
        assert.deepStrictEqual(rest, {
          runId,
          orgId: "viewer",
          adapter: "pco",
          mode: "full",
          effectiveMode: "full",
          entities: ["Person", "Email"],
          status: "failed",
          trigger: "api",
          requestsRemaining: 0,
          etaSeconds: 0,
          error: "Person: no answer"
        })
        for (const at of [createdAt, startedAt, finishedAt])
          assert.match(String(at), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
        assert.deepStrictEqual(streams[1], {
          effectiveMode: "full",
          entity: "Email",
          wave: 0,
          carrier: "Person",
          status: "pending",
          pages: 0,
          requests: 0,
          read: 0,
          inserted: 0,
          updated: 0,
          unchanged: 0,
          deleted: 0,
          deadLettered: 0,
          expectedRows: null,
          requestsRemaining: null,
          rowsPerSecond: null,
          etaSeconds: null,
          startedAt: null,
          finishedAt: null
        })
      })
    )

    it.effect("lists runs in pages that follow one another", () =>
      Effect.gen(function* () {
        yield* connect("lister")
        const started: Array<string> = []
        for (let index = 0; index < 5; index++) {
          const { runId } = yield* start("lister")
          yield* finish(runId)
          started.unshift(runId)
        }
        const walked: Array<string> = []
        const sizes: Array<number> = []
        let next: string | null = "/v1/orgs/lister/syncs?limit=2"
        while (next !== null) {
          const page: Reply = yield* call("GET", next)
          const body = page.json as {
            runs: ReadonlyArray<{ runId: string }>
            next: string | null
            nextCursor: string | null
          }
          walked.push(...body.runs.map(({ runId }) => runId))
          sizes.push(body.runs.length)
          assert.strictEqual(body.next === null, body.nextCursor === null)
          next = body.next
        }
        assert.deepStrictEqual(walked, started)
        assert.deepStrictEqual(sizes, [2, 2, 1])
      })
    )

    it.effect("cancels a run once", () =>
      Effect.gen(function* () {
        yield* connect("canceller")
        const { runId } = yield* start("canceller")
        const cancelled = yield* call("POST", `/v1/orgs/canceller/syncs/${runId}/cancel`)
        assert.strictEqual(cancelled.status, 202)
        assert.deepInclude(cancelled.json, { runId, status: "cancelled" })
        const again = yield* call("POST", `/v1/orgs/canceller/syncs/${runId}/cancel`)
        assert.deepInclude(again, { status: 409, json: { _tag: "Conflict", reason: "RunFinished" } })
      })
    )

    it.effect("shows an organisation at a glance", () =>
      Effect.gen(function* () {
        yield* connect("glance")
        const first = yield* start("glance")
        yield* finish(first.runId)
        const { runId } = yield* start("glance")
        const sql = yield* SqlClient.SqlClient
        yield* sql`
          insert into canonical.campuses (org_id, id, adapter, external_id, source_hash, content_hash, deleted_at)
          values ('glance', gen_random_uuid(), 'pco', '1', '', '', null), ('glance', gen_random_uuid(), 'pco', '2', '', '', now())`
        yield* sql`
          insert into sync.streams (run_id, org_id, entity, wave, status, finished_at)
          values (${first.runId}, 'glance', 'Campus', 0, 'succeeded', '2026-03-01T08:00:00Z'),
            (${first.runId}, 'glance', 'Event', 0, 'failed', now())`
        yield* sql`
          insert into sync.budgets (connection_id, request_limit, period_seconds, slots, saved_at)
          select connection_id, 100, 20, '[{"freeAt":1,"count":5},{"freeAt":60000,"count":7}]', now() - interval '1 second'
          from sync.connections where org_id = 'glance'`
        const { json: all } = yield* call("GET", "/v1/orgs")
        const { organizations } = all as {
          organizations: ReadonlyArray<{ orgId: string; rows: number; budgets: unknown }>
        }
        const line = organizations.find(({ orgId }) => orgId === "glance")
        assert.strictEqual(line?.rows, 1)
        assert.deepStrictEqual(line?.budgets, [{ adapter: "pco", used: 7, limit: 100, periodSeconds: 20 }])
        const { json } = yield* call("GET", "/v1/orgs/glance")
        const body = json as {
          liveRuns: ReadonlyArray<{ runId: string }>
          entities: ReadonlyArray<{ entity: string; rows: number; lastReadAt: string | null }>
          freshness: Record<string, string | null>
        }
        assert.deepStrictEqual(
          body.liveRuns.map((run) => run.runId),
          [runId]
        )
        const [campus, event] = ["Campus", "Event"].map((name) =>
          body.entities.find(({ entity }) => entity === name)
        )
        assert.deepInclude(campus, { rows: 1, lastReadAt: "2026-03-01T08:00:00.000Z" })
        assert.deepInclude(event, { rows: 0, lastReadAt: null })
        assert.strictEqual(body.entities.length, canonicalEntityNames.length)
        assert.isNotNull(body.freshness.lastSucceededAt)
        assert.deepInclude(json, { orgId: "glance", deadLetters: 0 })
      })
    )

    it.effect("streams a run's progress as events, from now until it has finished", () =>
      Effect.gen(function* () {
        const { url } = yield* HttpNode
        const runs = yield* RunStore
        yield* connect("watcher")
        const { runId } = yield* start("watcher")
        const controller = new AbortController()
        const response = yield* Effect.promise(() =>
          fetch(`${url}/v1/orgs/watcher/syncs/${runId}/events`, {
            headers: { authorization: "Bearer key-of-the-callers" },
            signal: controller.signal
          })
        )
        assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
        assert.strictEqual(response.headers.get("cache-control"), "no-store")
        assert.strictEqual(response.headers.get("x-content-type-options"), "nosniff")
        const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
        assert.isDefined(reader)
        const first = yield* Effect.promise(() => reader.read())
        assert.match(first.value ?? "", /^event: progress\ndata: \{.*\}\n\n$/)
        yield* runs.begin(runId, plannedStreams(fakeAdapter.manifest, "full", ["Person"]), "full")
        yield* runs.finish(runId, "succeeded", null)
        let rest = ""
        for (
          let chunk = yield* Effect.promise(() => reader.read());
          !chunk.done;
          chunk = yield* Effect.promise(() => reader.read())
        ) {
          rest += chunk.value
        }
        const events = rest.trim().split("\n\n")
        assert.match(events.at(-1) ?? "", /^event: finished\n/)
        assert.strictEqual(events.filter((event) => event.startsWith("event: finished")).length, 1)
        const { at, run, type } = JSON.parse((events.at(-1) ?? "").split("\ndata: ")[1] ?? "") as Record<
          string,
          unknown
        >
        assert.strictEqual(type, "finished")
        assert.match(String(at), /Z$/)
        assert.deepInclude(run, { runId, status: "succeeded" })
        const late = yield* call("GET", `/v1/orgs/watcher/syncs/${runId}/events`)
        assert.match(late.text, /^event: finished\ndata: .*\n\n$/)
      })
    )

    it.effect("draws an adapter's graph in three formats", () =>
      Effect.gen(function* () {
        const json = yield* call("GET", "/v1/adapters/pco/graph?format=json")
        assert.deepStrictEqual((yield* call("GET", "/v1/adapters/pco/graph")).json, json.json)
        assert.includeDeepMembers(
          [...(json.json as { edges: ReadonlyArray<unknown> }).edges],
          [{ from: "Email", to: "Person", kind: "hard", property: "relationships.person.data" }]
        )
        const mermaid = yield* call("GET", "/v1/adapters/pco/graph?format=mermaid")
        assert.match(mermaid.headers["content-type"] ?? "", /^text\/plain/)
        assert.match(mermaid.text, /^flowchart RL\n/)
        assert.match((yield* call("GET", "/v1/adapters/pco/graph?format=dot")).text, /^digraph manifest \{\n/)
      })
    )

    it.effect("documents itself", () =>
      Effect.gen(function* () {
        const { json } = yield* call("GET", "/openapi.json", { key: null })
        const document = json as { openapi: string; paths: Record<string, Record<string, unknown>> }
        assert.match(document.openapi, /^3\./)
        assert.includeMembers(Object.keys(document.paths), [
          "/v1/orgs/{orgId}/syncs",
          "/v1/orgs/{orgId}/connections/{adapter}"
        ])
        const docs = yield* call("GET", "/docs", { key: null })
        assert.strictEqual(docs.status, 200)
        assert.match(docs.headers["content-type"] ?? "", /^text\/html/)
        assert.include(docs.text, "OpenFaith Sync Engine")
      })
    )

    it.effect("puts the headers that browsers want on every answer", () =>
      Effect.gen(function* () {
        yield* connect("grace")
        const answers = [
          yield* call("GET", "/health/live"),
          yield* call("GET", "/v1/orgs/grace"),
          yield* call("GET", "/v1/orgs/grace", { key: null }),
          yield* call("GET", "/v1/orgs/nobody"),
          yield* call("GET", "/nowhere"),
          yield* call("PUT", "/v1/orgs/grace/connections/pco", { body: {} }),
          yield* call("PUT", "/v1/orgs/grace/connections/pco", { body: "{" }),
          yield* call("PUT", "/v1/orgs/grace/connections/pco", { body: auth("x".repeat(1024 * 1024)) }),
          yield* call("PUT", "/v1/orgs/grace/connections/pco", { body: auth("refused-secret") }),
          yield* call("GET", "/openapi.json"),
          yield* call("GET", "/docs")
        ]
        for (const { headers, status } of answers) {
          assert.include(headers["content-security-policy"], "frame-ancestors 'none'")
          assert.deepInclude(
            headers,
            {
              "x-content-type-options": "nosniff",
              "x-frame-options": "DENY",
              "referrer-policy": "no-referrer"
            },
            `status ${status}`
          )
        }
      })
    )

    it.effect("says no secret, neither in an answer nor in a log line of any level", () =>
      Effect.gen(function* () {
        const { said } = yield* HttpNode
        const path = "/v1/orgs/keeper/connections/pco"
        const tokens = { type: "oauth", accessToken: "planted-access", refreshToken: "planted-refresh" }
        const bodies = [
          auth("planted-secret"),
          auth("refused-secret"),
          auth("away-secret"),
          { auth: { ...tokens, expiresAt: "2030-01-01T00:00:00Z" } },
          { auth: { ...tokens, expiresAt: "planted-time" } },
          { auth: { ...auth("planted-secret").auth, applicationId: null } },
          { auth: { ...auth("planted-secret").auth, type: "other" } },
          `{"auth":{"secret":"planted-secret"`
        ]
        const statuses: Array<number> = []
        for (const body of bodies) statuses.push((yield* call("PUT", path, { body })).status)
        assert.deepStrictEqual(statuses, [200, 422, 503, 200, 400, 400, 400, 400])
        yield* call("GET", path)
        yield* call("GET", path, { key: "planted-key" })
        yield* start("keeper")
        const everything = said()
        assert.include(everything, "/v1/orgs/keeper/connections/pco")
        for (const secret of [
          "planted",
          "good-secret",
          "refused-secret",
          "away-secret",
          "key-of-the-callers"
        ]) {
          assert.notInclude(everything, secret)
        }
      })
    )
  })
})
