import { assert, describe, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as EngineClient from "../../src/client/EngineClient.ts"
import { AlertStore } from "../../src/stores/AlertStore.ts"
import { RunStore } from "../../src/stores/RunStore.ts"
import { HttpNode, layerHttpNode, type Sent } from "../support/HttpNode.ts"
import { apiKey } from "../support/MigratedDatabase.ts"

const call = (method: string, path: string, sent?: Sent) =>
  Effect.flatMap(HttpNode, (node) => node.call(method, path, sent))

const rpc = Effect.flatMap(HttpNode, ({ url }) => EngineClient.make({ url, apiKey: Redacted.make(apiKey) }))

const connect = Effect.fnUntraced(function* (orgId: string) {
  const client = yield* rpc
  const secret = Redacted.make("good-secret")
  const auth = { type: "personal-access-token", applicationId: "application-id", secret } as const
  return (yield* client.Connect({ orgId, adapter: "pco", auth })).connectionId
})

const schedulesOf = (orgId: string) =>
  Effect.map(
    call("GET", `/v1/orgs/${orgId}/schedules`),
    ({ json }) => (json as { schedules: ReadonlyArray<Readonly<Record<string, unknown>>> }).schedules
  )

describe("schedules and alerts over HTTP", () => {
  layer(layerHttpNode, { excludeTestServices: true })((it) => {
    it.scoped("lists the schedules that connecting made, and what they wait for", () =>
      Effect.gen(function* () {
        yield* connect("grace")
        const [full, delta, reconciliation, ...others] = yield* schedulesOf("grace")
        assert.deepStrictEqual(others, [])
        assert.deepInclude(full, { mode: "full", everySeconds: 86_400, overdue: true, lastCompletedAt: null })
        assert.isString(full?.["nextAt"])
        assert.deepStrictEqual(delta, {
          adapter: "pco",
          mode: "delta",
          everySeconds: 900,
          at: null,
          paused: false,
          lastCompletedAt: null,
          nextAt: null,
          overdue: false
        })
        assert.deepInclude(reconciliation, { mode: "reconciliation", everySeconds: null, at: "02:00" })

        const client = yield* rpc
        const runs = yield* RunStore
        const { runId } = yield* client.StartSync({ orgId: "grace", adapter: "pco", mode: "full" })
        assert.deepInclude((yield* schedulesOf("grace"))[0], { nextAt: null, overdue: false })
        yield* runs.finish(runId, "succeeded", null)
        for (const { lastCompletedAt, nextAt, overdue } of (yield* client.ListSchedules({ orgId: "grace" }))
          .schedules) {
          assert.isNotNull(lastCompletedAt)
          assert.isNotNull(nextAt)
          assert.isFalse(overdue)
        }
      })
    )

    it.scoped("pauses, resumes and changes a schedule, by REST and by RPC", () =>
      Effect.gen(function* () {
        yield* connect("hope")
        const path = "/v1/orgs/hope/schedules/pco/reconciliation"
        const paused = yield* call("PATCH", path, { body: { paused: true } })
        assert.strictEqual(paused.status, 200, paused.text)
        assert.deepInclude(paused.json, { mode: "reconciliation", at: "02:00", paused: true, nextAt: null })
        const client = yield* rpc
        const key = { orgId: "hope", adapter: "pco", mode: "reconciliation" } as const
        const changed = yield* client.UpdateSchedule({ ...key, everySeconds: 3600 })
        assert.deepInclude(changed, { everySeconds: 3600, at: null, paused: true })
        const resumed = yield* client.UpdateSchedule({ ...key, paused: false, at: "23:59" })
        assert.deepInclude(resumed, { everySeconds: null, at: "23:59", paused: false })
      })
    )

    it.scoped("says where a change is wrong, and what is not there", () =>
      Effect.gen(function* () {
        yield* connect("mercy")
        const patch = (path: string, body: unknown) => call("PATCH", `/v1/orgs/${path}`, { body })
        for (const [body, path] of [
          [{}, ""],
          [{ everySeconds: 60, at: "02:00" }, "at"],
          [{ at: "2 am" }, "at"],
          [{ everySeconds: 0 }, "everySeconds"],
          [{ paused: "yes" }, "paused"]
        ] as const) {
          const { json, status } = yield* patch("mercy/schedules/pco/delta", body)
          assert.strictEqual(status, 400)
          assert.deepStrictEqual(
            (json as { issues: ReadonlyArray<{ path: string }> }).issues.map((issue) => issue.path),
            [path]
          )
        }
        for (const [path, resource] of [
          ["nobody/schedules/pco/delta", "organization"],
          ["mercy/schedules/ccb/delta", "connection"]
        ] as const) {
          const { json, status } = yield* patch(path, { paused: true })
          assert.strictEqual(status, 404)
          assert.deepInclude(json, { _tag: "NotFound", resource })
        }
        assert.strictEqual((yield* patch("mercy/schedules/pco/hourly", { paused: true })).status, 400)
        for (const path of ["schedules", "alerts"])
          assert.strictEqual((yield* call("GET", `/v1/orgs/nobody/${path}`)).status, 404)
        assert.strictEqual((yield* call("GET", "/v1/orgs/mercy/alerts", { key: "wrong" })).status, 401)
      })
    )

    it.scoped("lists open alerts, and resolved ones on request", () =>
      Effect.gen(function* () {
        const alerts = yield* AlertStore
        const connectionId = yield* connect("faith")
        const stale = { connectionId, kind: "staleness", subject: "Person" } as const
        const raised = { ...stale, orgId: "faith", severity: "warning", message: "late" } as const
        yield* alerts.open([{ ...raised, details: { staleAfterSeconds: 2700 } }])
        const client = yield* rpc
        const { alerts: open } = yield* client.ListAlerts({ orgId: "faith" })
        assert.strictEqual(open.length, 1)
        assert.deepInclude(open[0], {
          adapter: "pco",
          kind: "staleness",
          subject: "Person",
          resolvedAt: null
        })
        assert.sameMembers(Object.keys(open[0] ?? {}), [
          "alertId",
          "adapter",
          "kind",
          "subject",
          "severity",
          "message",
          "details",
          "openedAt",
          "lastSeenAt",
          "resolvedAt"
        ])
        yield* alerts.resolve(stale)
        assert.deepStrictEqual((yield* call("GET", "/v1/orgs/faith/alerts")).json, { alerts: [] })
        const { json } = yield* call("GET", "/v1/orgs/faith/alerts?all=true")
        assert.strictEqual((json as { alerts: ReadonlyArray<unknown> }).alerts.length, 1)
      })
    )
  })
})
