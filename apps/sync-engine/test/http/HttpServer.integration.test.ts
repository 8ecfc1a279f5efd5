import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { Duration, Effect, Exit, Layer, Redacted, Schedule, Scope } from "effect"
import { connect, trigger } from "../support/Connections.ts"
import { HttpNode, layerHttpNode, layerHttpNodeBearing } from "../support/HttpNode.ts"
import { apiKey } from "../support/MigratedDatabase.ts"

/** Runs a statement on the server's own database, as somebody who looks after it does. */
const asAdmin = (
  statement: (sql: SqlClient.SqlClient, database: string) => Effect.Effect<unknown, unknown>
) =>
  Effect.gen(function* () {
    const { name, url } = yield* TestDatabase
    const server = new URL(url)
    server.pathname = "/postgres"
    const admin = PgClient.layer({ url: Redacted.make(server.href), maxConnections: 1 })
    yield* Effect.flatMap(SqlClient.SqlClient, (sql) => statement(sql, name)).pipe(
      Effect.provide(Layer.fresh(admin)),
      Effect.orDie
    )
  })

describe("HttpServer", () => {
  it.scopedLive("parts from those who watch a run when the node stops", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(layerHttpNode, scope)
      const { reader, watched } = yield* Effect.gen(function* () {
        const { url } = yield* HttpNode
        const { runId } = yield* trigger(yield* connect("watcher"))
        const response = yield* Effect.promise(() =>
          fetch(`${url}/v1/orgs/watcher/syncs/${runId}/events`, {
            headers: { authorization: `Bearer ${apiKey}` }
          })
        )
        const reader = response.body?.getReader()
        return { reader, watched: yield* Effect.promise(async () => (await reader?.read())?.done) }
      }).pipe(Effect.provide(context))
      assert.isFalse(watched)
      const end = yield* Effect.fork(Effect.exit(Effect.tryPromise(async () => (await reader?.read())?.done)))
      const [taken] = yield* Effect.timed(Scope.close(scope, Exit.void).pipe(Effect.timeout("10 seconds")))
      assert.isBelow(Duration.toMillis(taken), 5_000)
      yield* end.await
    })
  )

  it.scopedLive("says where it listens", () =>
    Effect.gen(function* () {
      const { said, url } = yield* HttpNode
      assert.include(said(), url.replace("http://127.0.0.1", ""))
      assert.match(said(), /[Ll]istening on/)
    }).pipe(Effect.provide(layerHttpNode))
  )

  it.scopedLive("refuses new runs under high pressure, and says so", () =>
    Effect.gen(function* () {
      const { call, said } = yield* HttpNode
      yield* connect("grace")
      const body = { adapter: "pco", mode: "full" }
      const refused = yield* call("POST", "/v1/orgs/grace/syncs", { body }).pipe(
        // The node has looked at itself a moment after it listens.
        Effect.filterOrFail(({ status }) => status === 503),
        Effect.retry({ schedule: Schedule.spaced("50 millis"), times: 400 })
      )
      assert.strictEqual(refused.headers["retry-after"], "15")
      assert.deepInclude(refused.json, { _tag: "ServiceUnavailable", retryAfterSeconds: 15 })
      const ready = yield* call("GET", "/health/ready")
      assert.deepInclude(ready, { status: 200 })
      assert.deepInclude(ready.json, {
        faults: [{ component: "pressure", message: "the pressure is high", fatal: false }]
      })
      assert.lengthOf(said().match(/message="pressure has changed"/g) ?? [], 1)
      const metrics = yield* call("GET", "/metrics")
      assert.match(metrics.text, /^sync_pressure_level 2$/m)
      assert.match(metrics.text, /^sync_pressure_changes_total\{sync_pressure_level="high"\} [1-9]/m)
    }).pipe(
      Effect.provide(layerHttpNodeBearing({ heapPercent: [0.01, 0.02, 300], delayMillis: [1e6, 2e6, 3e6] }))
    )
  )

  it.scopedLive("lives without its database, says so, and recovers", () =>
    Effect.gen(function* () {
      const { call } = yield* HttpNode
      yield* connect("grace")
      yield* asAdmin((sql, database) =>
        Effect.zipRight(
          sql`alter database ${sql(database)} allow_connections false`,
          sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database}`
        )
      )
      assert.strictEqual((yield* call("GET", "/health/live")).status, 200)
      const ready = yield* call("GET", "/health/ready")
      assert.strictEqual(ready.status, 503)
      assert.deepInclude(ready.json, {
        faults: [{ component: "database", message: "PostgreSQL does not answer", fatal: true }]
      })
      const answer = yield* call("GET", "/v1/orgs/grace")
      assert.strictEqual(answer.headers["retry-after"], "2")
      assert.deepInclude(answer, {
        status: 503,
        json: {
          _tag: "ServiceUnavailable",
          retryAfterSeconds: 2,
          faults: [{ component: "database", message: "PostgreSQL does not answer" }]
        }
      })
      yield* asAdmin((sql, database) => sql`alter database ${sql(database)} allow_connections true`)
      assert.strictEqual((yield* call("GET", "/v1/orgs/grace")).status, 200)
      assert.strictEqual((yield* call("GET", "/health/ready")).status, 200)
    }).pipe(Effect.provide(layerHttpNode))
  )
})
