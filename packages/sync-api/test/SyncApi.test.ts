import { HttpApi, HttpApiClient, HttpClientRequest, OpenApi } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Context, DateTime, Effect, Option, Redacted, Schema } from "effect"
import { InvalidRequest, RequiredScope, SyncApi } from "../src/index.ts"
import {
  alert,
  cluster,
  connection,
  deadLetter,
  graph,
  heldDeletion,
  key,
  organization,
  run,
  runId,
  schedule,
  summary,
  webhooks
} from "./fixtures/Example.ts"
import { authorizedClient, exampleClient } from "./fixtures/ExampleServer.ts"

const base = "http://engine.test"
const org = `${base}/v1/orgs/grace-church`

const send = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.gen(function* () {
    const client = yield* authorizedClient
    const response = yield* client.execute(request)
    const text = yield* response.text
    return { status: response.status, contentType: response.headers["content-type"] ?? "", text }
  })

const client = Effect.flatMap(authorizedClient, (httpClient) =>
  HttpApiClient.makeWith(SyncApi, { httpClient, baseUrl: base })
)

describe("SyncApi", () => {
  it.scoped("serves every operation to a typed client", () =>
    Effect.gen(function* () {
      const api = yield* client
      const path = { orgId: "grace-church", adapter: "pco", runId }
      assert.deepStrictEqual(yield* api.organizations.get({ path }), organization)
      assert.deepStrictEqual(yield* api.connections.list({ path }), { connections: [connection] })
      assert.deepStrictEqual(yield* api.connections.get({ path }), connection)
      const auth = {
        type: "oauth",
        accessToken: Redacted.make("planted-access"),
        refreshToken: Redacted.make("planted-refresh"),
        expiresAt: DateTime.unsafeMake("2026-03-01T10:00:00Z")
      } as const
      assert.deepStrictEqual(yield* api.connections.connect({ path, payload: { auth } }), {
        connectionId: connection.connectionId
      })
      assert.deepStrictEqual(
        yield* api.syncs.start({ path, payload: { adapter: "pco", mode: "full", entities: ["Person"] } }),
        { runId, joined: false }
      )
      assert.deepStrictEqual(yield* api.syncs.get({ path }), run)
      assert.deepStrictEqual(yield* api.webhooks.get({ path }), webhooks)
      assert.deepStrictEqual(
        yield* api.records.sync({ path: { ...path, entity: "Person", externalId: "unique" } }),
        { inboxId: "17" }
      )
      assert.deepStrictEqual(yield* api.schedules.list({ path }), { schedules: [schedule] })
      assert.deepStrictEqual(
        yield* api.schedules.update({ path: { ...path, mode: "full" }, payload: { paused: true } }),
        { ...schedule, mode: "full", paused: true }
      )
      assert.deepStrictEqual(yield* api.alerts.list({ path, urlParams: {} }), { alerts: [alert] })
      const all = yield* api.alerts.list({ path, urlParams: { all: true } })
      assert.strictEqual(all.alerts.length, 2)
      assert.deepStrictEqual(yield* api.heldDeletions.list({ path }), { heldDeletions: [heldDeletion] })
      assert.deepStrictEqual(
        yield* api.heldDeletions.reject({
          path: { ...path, heldDeletionId: "17" },
          payload: { reason: "still there" }
        }),
        { ...heldDeletion, status: "rejected", reason: "still there" }
      )
      const letterPath = { ...path, deadLetterId: "42" }
      const page = yield* api.deadLetters.list({ path, urlParams: { quarantined: false, limit: 3 } })
      assert.deepStrictEqual(page, { deadLetters: [deadLetter], nextCursor: null, next: "quarantined=false" })
      const detail = yield* api.deadLetters.get({ path: letterPath })
      assert.deepStrictEqual(detail.raw, { id: "40135869" })
      assert.deepStrictEqual(yield* api.deadLetters.replayAll({ path, urlParams: { reason: "MissingId" } }), {
        queued: 1
      })
      assert.deepStrictEqual(
        yield* api.deadLetters.discard({ path: letterPath, payload: { reason: "a test" } }),
        deadLetter
      )
      assert.deepStrictEqual(yield* api.adapters.graph({ path, urlParams: {} }), graph)
      assert.deepStrictEqual(
        yield* api.adapters.graph({ path, urlParams: { format: "dot" } }),
        "flowchart RL\n"
      )
      assert.deepStrictEqual(yield* api.organizations.list(), { organizations: [summary] })
      assert.deepStrictEqual(yield* api.cluster.get(), cluster)
      assert.deepStrictEqual(yield* api.keys.list(), { keys: [key] })
      const made = yield* api.keys.create({ payload: { name: "CI", scope: "operate", organizations: null } })
      assert.deepInclude(made, { name: "CI", scope: "operate" })
      assert.strictEqual(Redacted.value(made.apiKey), "made")
      assert.deepStrictEqual(yield* api.session.get(), { required: true, signedIn: false, scope: null })
      const signIn = api.session.signIn({ payload: { apiKey: Redacted.make("example-key") } })
      assert.deepStrictEqual(yield* signIn, { required: true, signedIn: true, scope: "admin" })
      assert.deepStrictEqual(yield* api.session.signOut(), { required: true, signedIn: false, scope: null })
      assert.deepStrictEqual(yield* api.health.live(), { status: "live" })
    })
  )

  it.scoped("gives clients its errors as values", () =>
    Effect.gen(function* () {
      const api = yield* client
      const unknown = yield* Effect.flip(api.syncs.get({ path: { orgId: "elsewhere", runId } }))
      assert.strictEqual(unknown.message, "No organization elsewhere")
      const finished = yield* Effect.flip(api.syncs.cancel({ path: { orgId: "grace-church", runId } }))
      assert.deepInclude(finished, { _tag: "Conflict", reason: "RunFinished" })
      const unready = yield* Effect.flip(api.health.ready())
      assert.strictEqual(unready.message, "database: Connection refused")
      const auth = {
        type: "personal-access-token",
        applicationId: "app",
        secret: Redacted.make("planted")
      } as const
      const path = { orgId: "grace-church", adapter: "pco" }
      const refused = yield* Effect.flip(api.connections.connect({ path, payload: { auth } }))
      assert.deepInclude(refused, { _tag: "CredentialRefused", upstreamStatus: 401 })
    })
  )

  it.scoped("pages runs, 20 at a time unless told otherwise", () =>
    Effect.gen(function* () {
      const api = yield* client
      const path = { orgId: "grace-church" }
      assert.strictEqual((yield* api.syncs.list({ path, urlParams: {} })).next, "limit=20")
      const page = yield* api.syncs.list({ path, urlParams: { limit: 3, cursor: "abc_-9" } })
      assert.deepStrictEqual([page.next, page.nextCursor], ["limit=3", "abc_-9"])
    })
  )

  it.scoped.each([
    ["GET", "/syncs", 200],
    ["GET", `/syncs/${runId}`, 200],
    ["GET", "/syncs?limit=0", 400],
    ["GET", "/syncs?limit=many", 400],
    ["GET", "/syncs?cursor=a%20b", 400],
    ["GET", "/syncs/not-a-uuid", 400],
    ["POST", `/syncs/${runId}/cancel`, 409],
    ["GET", "/alerts?all=true", 200],
    ["GET", "/alerts?all=perhaps", 400],
    ["POST", "/held-deletions/17/approve", 409],
    ["POST", "/held-deletions/x/approve", 400],
    ["POST", "/dead-letters/replay-all", 202],
    ["POST", "/dead-letters/replay-all?quarantined=perhaps", 400],
    ["POST", "/dead-letters/42/replay", 409],
    ["GET", "/dead-letters?reason=Ugly", 400],
    ["GET", "/dead-letters/x", 400],
    ["GET", "/nothing", 404]
  ] as const)("answers %s %s with %i", ([method, path, status]) =>
    Effect.map(send(HttpClientRequest.make(method)(`${org}${path}`)), (response) => {
      assert.strictEqual(response.status, status)
    })
  )

  it.scoped("starts a sync as documented", () =>
    Effect.gen(function* () {
      const request = HttpClientRequest.bodyUnsafeJson(HttpClientRequest.post(`${org}/syncs`), {
        adapter: "pco",
        mode: "full"
      })
      const response = yield* send(request)
      assert.strictEqual(response.status, 202)
      assert.deepStrictEqual(JSON.parse(response.text), { runId, joined: false })
    })
  )

  it.scoped("streams progress as server-sent events", () =>
    Effect.gen(function* () {
      const response = yield* send(HttpClientRequest.get(`${org}/syncs/${runId}/events`))
      assert.match(response.contentType, /^text\/event-stream/)
      const [event, data, ...end] = response.text.split("\n")
      assert.deepStrictEqual([event, end], ["event: progress", ["", ""]])
      const json = JSON.parse((data ?? "").replace("data: ", ""))
      assert.strictEqual(json.run.runId, runId)
    })
  )

  it.scoped("draws a graph as plain text", () =>
    Effect.gen(function* () {
      const response = yield* send(HttpClientRequest.get(`${base}/v1/adapters/pco/graph?format=mermaid`))
      assert.deepStrictEqual([response.contentType, response.text], ["text/plain", "flowchart RL\n"])
    })
  )

  it.scoped("asks for the key before it looks at anything else", () =>
    Effect.gen(function* () {
      const http = yield* exampleClient
      for (const path of [
        "/v1/orgs/grace-church",
        "/v1/orgs/elsewhere",
        "/v1/orgs/a%20b",
        "/v1/adapters/pco/graph"
      ]) {
        assert.strictEqual((yield* http.get(`${base}${path}`)).status, 401)
      }
      assert.strictEqual((yield* http.get(`${base}/health/live`)).status, 200)
      assert.strictEqual((yield* http.get(`${base}/health/ready`)).status, 503)
    })
  )
})

describe("InvalidRequest", () => {
  const decodeFaults = Schema.decode(Schema.parseJson(InvalidRequest))

  const faultsOf = (method: "PUT" | "POST" | "PATCH", path: string, body: unknown) =>
    Effect.gen(function* () {
      const request = HttpClientRequest.bodyUnsafeJson(HttpClientRequest.make(method)(`${org}${path}`), body)
      const response = yield* send(request)
      assert.strictEqual(response.status, 400)
      assert.notInclude(response.text, "planted")
      const { issues } = yield* decodeFaults(response.text)
      return issues.map(({ message, path }) => `${path}: ${message}`)
    })

  const put = "/connections/pco"

  it.scoped.each([
    ["PUT", put, {}, ["auth: is missing"]],
    ["PUT", put, { auth: { secret: "planted" } }, ["auth.type: is missing"]],
    [
      "PUT",
      put,
      { auth: { type: "basic", secret: "planted" } },
      [`auth.type: Expected "personal-access-token" | "oauth"`]
    ],
    [
      "PUT",
      put,
      { auth: { type: "personal-access-token", applicationId: "a", secret: ["planted"] } },
      ["auth.secret: Expected string"]
    ],
    ["PUT", put, { auth: "planted" }, ["auth: Expected PersonalAccessTokenAuth | OAuthAuth"]],
    [
      "PUT",
      "/connections/P!",
      { auth: "planted" },
      ["adapter: Expected a lower-case name of up to 32 letters, digits and hyphens"]
    ],
    [
      "POST",
      "/syncs",
      { adapter: "pco", mode: "half" },
      [`mode: Expected "full" or "delta" or "reconciliation"`]
    ],
    ["POST", "/syncs", { adapter: "pco", mode: "full", entities: [] }, ["entities.0: is missing"]],
    ["POST", "/dead-letters/42/discard", {}, ["reason: is missing"]],
    ["POST", "/held-deletions/17/reject", { reason: " " }, ["reason: Expected 1 to 1000 characters"]],
    [
      "PATCH",
      "/schedules/pco/delta",
      { everySeconds: 0, at: "24:00", paused: "no" },
      [
        "paused: Expected boolean",
        "everySeconds: Expected a whole number of seconds, up to a year",
        "at: Expected a time of day such as 02:00"
      ]
    ],
    [
      "POST",
      "/syncs",
      { adapter: "pco", mode: "full", entities: ["Person", 3] },
      ["entities.1: Expected string"]
    ],
    [
      "PUT",
      put,
      { auth: { type: "oauth", accessToken: 3, refreshToken: "planted", expiresAt: "planted" } },
      ["auth.accessToken: Expected string", "auth.expiresAt: Expected a DateTime.Utc"]
    ]
  ] as const)("tells where the fault is, never what was sent: %s %s %j", ([method, path, body, faults]) =>
    Effect.map(faultsOf(method, path, body), (found) => assert.deepStrictEqual(found, [...faults]))
  )

  it.scoped("answers a body that is not JSON in the same form", () =>
    Effect.gen(function* () {
      const body = HttpClientRequest.bodyText(HttpClientRequest.post(`${org}/syncs`), "{", "application/json")
      const response = yield* send(body)
      assert.deepStrictEqual(
        yield* decodeFaults(response.text),
        new InvalidRequest({ issues: [{ path: "", message: "Expected JSON" }] })
      )
    })
  )
})

describe("OpenAPI", () => {
  const document = OpenApi.fromApi(SyncApi)
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation }))
  )

  it("has every path", () => {
    assert.sameMembers(
      operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`),
      [
        "GET /v1/orgs",
        "GET /v1/orgs/{orgId}",
        "GET /v1/orgs/{orgId}/connections",
        "PUT /v1/orgs/{orgId}/connections/{adapter}",
        "GET /v1/orgs/{orgId}/connections/{adapter}",
        "POST /v1/orgs/{orgId}/syncs",
        "GET /v1/orgs/{orgId}/syncs",
        "GET /v1/orgs/{orgId}/syncs/{runId}",
        "POST /v1/orgs/{orgId}/syncs/{runId}/cancel",
        "GET /v1/orgs/{orgId}/syncs/{runId}/events",
        "GET /v1/orgs/{orgId}/schedules",
        "PATCH /v1/orgs/{orgId}/schedules/{adapter}/{mode}",
        "GET /v1/orgs/{orgId}/alerts",
        "GET /v1/orgs/{orgId}/webhooks",
        "POST /v1/orgs/{orgId}/records/{entity}/{externalId}/sync",
        "GET /v1/orgs/{orgId}/held-deletions",
        "POST /v1/orgs/{orgId}/held-deletions/{heldDeletionId}/approve",
        "POST /v1/orgs/{orgId}/held-deletions/{heldDeletionId}/reject",
        "GET /v1/orgs/{orgId}/dead-letters",
        "GET /v1/orgs/{orgId}/dead-letters/{deadLetterId}",
        "POST /v1/orgs/{orgId}/dead-letters/{deadLetterId}/replay",
        "POST /v1/orgs/{orgId}/dead-letters/replay-all",
        "POST /v1/orgs/{orgId}/dead-letters/{deadLetterId}/discard",
        "GET /v1/adapters/{adapter}/graph",
        "POST /v1/orgs/{orgId}/verifications",
        "GET /v1/cluster",
        "GET /v1/keys",
        "POST /v1/keys",
        "POST /v1/keys/{keyId}/revoke",
        "GET /session",
        "POST /session",
        "DELETE /session",
        "GET /health/live",
        "GET /health/ready"
      ]
    )
  })

  it("demands the key or a session everywhere but for health and sign-in, and says what each operation does", () => {
    for (const { operation, path } of operations) {
      const security = path.startsWith("/v1/") ? [{ bearer: [] }, { session: [] }] : []
      assert.deepStrictEqual(operation.security, security, path)
      assert.isNotEmpty(operation.summary, path)
    }
  })

  it("asks for a scope everywhere but for health and sign-in: more than looking for what changes something", () => {
    HttpApi.reflect(SyncApi, {
      predicate: ({ group }) => !["health", "session"].includes(group.identifier),
      onGroup: () => undefined,
      onEndpoint: ({ endpoint: { annotations, method, name } }) => {
        const scope = Context.getOption(annotations, RequiredScope)
        assert(Option.isSome(scope), name)
        assert.isTrue(method === "GET" || scope.value !== "read", name)
      }
    })
  })

  it("lists the errors of an operation", () => {
    const statuses = (path: string, method: "get" | "put" | "post") =>
      Object.keys(document.paths[path]?.[method]?.responses ?? {})
    assert.deepStrictEqual(statuses("/v1/orgs/{orgId}/connections/{adapter}", "put"), [
      "200",
      "400",
      "401",
      "403",
      "404",
      "413",
      "422",
      "429",
      "503"
    ])
    assert.deepStrictEqual(statuses("/v1/orgs/{orgId}/syncs", "post"), [
      "202",
      "400",
      "401",
      "403",
      "404",
      "409",
      "413",
      "429",
      "503"
    ])
    assert.deepStrictEqual(statuses("/v1/orgs/{orgId}/records/{entity}/{externalId}/sync", "post"), [
      "202",
      "400",
      "401",
      "403",
      "404",
      "409",
      "429",
      "503"
    ])
    assert.deepStrictEqual(statuses("/health/ready", "get"), ["200", "429", "503"])
  })

  it("names its own faults of a request and not the platform's", () => {
    assert.notInclude(JSON.stringify(document), "HttpApiDecodeError")
    assert.property(document.components.schemas, "InvalidRequest")
  })

  it("refers only to schemas it holds", () => {
    const references = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name
    )
    assert.includeMembers(Object.keys(document.components.schemas), references)
  })
})
