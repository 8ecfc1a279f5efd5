import { SqlClient } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { ConfigProvider, Effect, Layer, Redacted, Tracer } from "effect"
import { ForOrganization } from "../../src/database/ForOrganization.ts"
import { ensureOrganizationRole } from "../../src/database/OrganizationRole.ts"
import { OrganizationRoleRefused } from "../../src/database/OrganizationRoleRefused.ts"
import { sqlState } from "../../src/database/SqlFailure.ts"
import { layerStores } from "../../src/Engine.ts"
import { DeadLetterStore } from "../../src/stores/DeadLetterStore.ts"
import { connect, trigger } from "../support/Connections.ts"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"

const layer = Layer.fresh(Layer.provideMerge(layerStores, layerMigratedDatabase))

const denied = "42501"

/** Two organisations, each with a run, a campus and a dead letter. */
const twoOrganizations = Effect.gen(function* () {
  const letters = yield* DeadLetterStore
  const sql = yield* SqlClient.SqlClient
  for (const orgId of ["grace", "other"]) {
    const connection = yield* connect(orgId)
    const { runId } = yield* trigger(connection)
    yield* letters.put({ ...connection, runId }, [
      {
        entity: "Person",
        recordKey: "1",
        externalId: "1",
        reason: "Undecodable",
        path: "",
        message: "",
        raw: { id: "1" }
      }
    ])
    yield* sql`
      insert into canonical.campuses (org_id, id, adapter, external_id, source_hash, content_hash, name)
      values (${orgId}, gen_random_uuid(), 'pco', '1', '', '', ${orgId})`
  }
})

/** The SQLSTATE of a statement's failure, or what it answered. */
const outcome = <A>(statement: Effect.Effect<A, unknown>) =>
  Effect.match(statement, { onFailure: (error) => sqlState(error), onSuccess: (rows) => rows })

const organizationsOf = (table: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(sql.unsafe<{ orgId: string }>(`select org_id from ${table}`), (rows) =>
      rows.map(({ orgId }) => orgId)
    )
  )

const tables = ["canonical.campuses", "sync.connections", "sync.runs", "sync.dead_letters"] as const

describe("ForOrganization", () => {
  it.scoped("shows statements that forget the organisation no rows of another", () =>
    Effect.gen(function* () {
      yield* twoOrganizations
      const { transaction } = yield* ForOrganization
      for (const table of tables) {
        assert.deepStrictEqual((yield* organizationsOf(table)).sort(), ["grace", "other"])
        assert.deepStrictEqual(yield* transaction("grace", organizationsOf(table)), ["grace"])
        assert.deepStrictEqual(yield* transaction("nobody", organizationsOf(table)), [])
      }
    }).pipe(Effect.provide(layer))
  )

  it.scoped("has statements with the wrong organisation write nothing", () =>
    Effect.gen(function* () {
      yield* twoOrganizations
      const { transaction } = yield* ForOrganization
      const sql = yield* SqlClient.SqlClient
      const asGrace = <A>(statement: Effect.Effect<A, unknown>) => outcome(transaction("grace", statement))
      assert.deepStrictEqual(
        yield* asGrace(sql`update canonical.campuses set name = 'mine' where org_id = 'other' returning 1`),
        []
      )
      assert.deepStrictEqual(
        yield* asGrace(sql`delete from sync.dead_letters where org_id = 'other' returning 1`),
        []
      )
      assert.strictEqual(
        yield* asGrace(sql`
          insert into canonical.campuses (org_id, id, adapter, external_id, source_hash, content_hash)
          values ('other', gen_random_uuid(), 'pco', '2', '', '')`),
        denied
      )
      assert.strictEqual(yield* asGrace(sql`update canonical.campuses set org_id = 'other'`), denied)
      assert.strictEqual(
        yield* asGrace(sql`
          insert into sync.watermarks (connection_id, entity, read_at)
          select connection_id, 'Person', now() from (values (${(yield* connect("other")).connectionId}::uuid)) as c(connection_id)`),
        denied
      )
      const names = yield* sql<{ name: string }>`select name from canonical.campuses order by name`
      assert.deepStrictEqual(
        names.map(({ name }) => name),
        ["grace", "other"]
      )
    }).pipe(Effect.provide(layer))
  )

  it.scoped("reaches no secret, and ends with the transaction", () =>
    Effect.gen(function* () {
      yield* twoOrganizations
      const { transaction } = yield* ForOrganization
      const sql = yield* SqlClient.SqlClient
      for (const statement of [
        "select credential from sync.connections",
        "select secret from sync.webhook_subscriptions",
        "select digest from sync.api_keys",
        "delete from canonical.campuses",
        "drop table canonical.campuses"
      ])
        assert.strictEqual(yield* outcome(transaction("grace", sql.unsafe(statement))), denied, statement)
      const whoIsIt = sql<{ role: string; orgId: string | null }>`
        select current_setting('role') as role, nullif(current_setting('openfaith.org_id', true), '') as org_id`
      assert.deepStrictEqual(yield* transaction("grace", whoIsIt), [
        { role: "openfaith_org", orgId: "grace" }
      ])
      yield* outcome(transaction("grace", sql`select 1 / 0`))
      for (const found of yield* Effect.all(
        Array.from({ length: 20 }, () => whoIsIt),
        { concurrency: 20 }
      ))
        assert.deepStrictEqual(found, [{ role: "none", orgId: null }])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("shows and takes nothing while no organisation is named", () =>
    Effect.gen(function* () {
      yield* twoOrganizations
      const sql = yield* SqlClient.SqlClient
      const unbound = <A>(statement: Effect.Effect<A, unknown>) =>
        outcome(sql.withTransaction(Effect.zipRight(sql`set local role openfaith_org`, statement)))
      for (const table of tables)
        assert.deepStrictEqual(
          yield* unbound(Effect.provideService(organizationsOf(table), SqlClient.SqlClient, sql)),
          []
        )
      assert.strictEqual(
        yield* unbound(sql`
          insert into canonical.campuses (org_id, id, adapter, external_id, source_hash, content_hash)
          values ('', gen_random_uuid(), 'pco', '2', '', '')`),
        denied
      )
    }).pipe(Effect.provide(layer))
  )

  it.scoped("costs one statement a transaction", () =>
    Effect.gen(function* () {
      const { transaction } = yield* ForOrganization
      const sql = yield* SqlClient.SqlClient
      const tracer = yield* Effect.tracer
      const statements = Effect.fnUntraced(function* (effect: Effect.Effect<unknown, unknown>) {
        let found = 0
        const counting = Tracer.make({
          context: tracer.context,
          span: (name, ...rest) => {
            if (name === "sql.execute") found += 1
            return tracer.span(name, ...rest)
          }
        })
        yield* Effect.withTracer(effect, counting)
        return found
      })
      const work = Effect.all([sql`select 1`, sql`select 2`])
      assert.strictEqual(
        yield* statements(transaction("grace", work)),
        (yield* statements(sql.withTransaction(work))) + 1
      )
    }).pipe(Effect.provide(layer))
  )
})

describe("ensureOrganizationRole", () => {
  it.scoped(
    "says what an administrator has to do when the user may not make or join the role, unless it is off",
    () =>
      Effect.gen(function* () {
        const { name, url } = yield* TestDatabase
        const sql = yield* SqlClient.SqlClient
        const user = `${name}_limited`
        yield* sql.unsafe(`create role ${user} login password 'limited'`)
        const address = new URL(url)
        address.username = user
        address.password = "limited"
        const asLimited = (role: string) =>
          ensureOrganizationRole.pipe(
            Effect.provide(
              Layer.fresh(PgClient.layer({ url: Redacted.make(address.href), maxConnections: 1 }))
            ),
            Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["ORGANIZATION_ROLE", role]])))
          )
        for (const role of ["openfaith_org", `${name}_other`]) {
          const refused = yield* Effect.flip(asLimited(role))
          assert(refused instanceof OrganizationRoleRefused)
          assert.include(refused.message, `create role ${role} nologin; grant ${role} to "${user}"`)
        }
        yield* asLimited("off")
        yield* sql.unsafe(`drop role ${user}`)
      }).pipe(Effect.provide(layer))
  )
})
