import { HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { freePort, TestDatabase } from "@openfaith/local-postgres"
import type { Cluster } from "@openfaith/sync-api"
import { ConfigProvider, DateTime, Effect, Layer, Schema } from "effect"
import { randomBytes } from "node:crypto"
import { CredentialCipher } from "../../src/credentials/CredentialCipher.ts"
import { newestMigration } from "../../src/database/Migrations.ts"
import { type Finding, Findings } from "../../src/doctor/Finding.ts"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { version } from "../../src/Version.ts"
import { commandLine } from "../support/CommandLine.ts"
import { connect } from "../support/Connections.ts"
import { personalAccessToken } from "../support/Credentials.ts"
import { apiKey, fakeEngine, serve } from "../support/FakeEngine.ts"
import { layerMigratedDatabase } from "../support/MigratedDatabase.ts"

type Environment = Readonly<Record<string, string>>

const encryptionKey = randomBytes(32).toString("base64")

const church = {
  data: {
    type: "Organization",
    id: "1",
    attributes: { country_code: "US", name: "Grace", time_zone: "America/Chicago" }
  }
}

/** A source that takes one secret, with a clock that is so many seconds ahead. */
const source = (secondsAhead: number) =>
  serve(
    Effect.gen(function* () {
      const { headers, method } = yield* HttpServerRequest.HttpServerRequest
      const [, given = ""] = (headers["authorization"] ?? "").split(" ")
      const isKnown = Buffer.from(given, "base64").toString().endsWith(":secret-of-the-token")
      const answer =
        method === "HEAD" || isKnown
          ? HttpServerResponse.unsafeJson(church)
          : HttpServerResponse.unsafeJson({ errors: [{ code: "401" }] }, { status: 401 })
      const now = yield* DateTime.now
      const date = DateTime.toDateUtc(DateTime.add(now, { seconds: secondsAhead })).toUTCString()
      return HttpServerResponse.setHeader(answer, "date", date)
    })
  )

const cluster = (healthy: boolean): Cluster => ({
  nodes: [
    {
      address: "10.0.0.7:34431",
      healthy,
      lastHeartbeatAt: DateTime.unsafeMake(0),
      shards: 300,
      version,
      answering: true
    }
  ],
  shards: 300,
  versions: { engine: version, nodejs: "20", postgresql: "18", schema: newestMigration }
})

const storing = ConnectionStore.layer.pipe(
  Layer.provide(CredentialCipher.layerConfig),
  Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["ENCRYPTION_KEY", encryptionKey]]))))
)

const storeCredential = (secret: string) =>
  Effect.provide(connect("grace", "pco", personalAccessToken(secret)), storing)

/** Everything as it should be, as variables of the command line. */
const soundSurroundings = Effect.gen(function* () {
  const { url } = yield* TestDatabase
  yield* storeCredential("secret-of-the-token")
  return {
    DATABASE_URL: url,
    ENCRYPTION_KEY: encryptionKey,
    API_KEY: apiKey,
    PCO_BASE_URL: yield* source(0),
    ENGINE_URL: yield* fakeEngine({ GetCluster: () => Effect.succeed(cluster(true)) }),
    WEBHOOK_URL: yield* serve(Effect.succeed(HttpServerResponse.empty({ status: 401 })))
  }
})

const examine = Effect.fnUntraced(function* (environment: Environment) {
  const { stdout, succeeded } = yield* commandLine(["doctor", "--json"], { environment })
  const { findings } = yield* Schema.decode(Schema.parseJson(Findings))(stdout)
  return { findings, succeeded }
})

const wrong = (findings: ReadonlyArray<Finding>) => findings.filter(({ status }) => status === "failed")

const statement = (text: string) => Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(text))

describe("doctor", { timeout: 120_000 }, () => {
  it.scopedLive(
    "finds nothing wrong where nothing is, and tells each of thirteen faults from the others",
    () =>
      Effect.gen(function* () {
        const sound = yield* soundSurroundings
        const first = yield* examine(sound)
        assert.deepStrictEqual(wrong(first.findings), [])
        assert.isTrue(first.succeeded)
        assert.includeMembers(
          first.findings.map(({ check }) => check),
          [
            "configuration",
            "database",
            "permissions",
            "schema",
            "clock",
            "source",
            "node",
            "cluster",
            "webhook URL"
          ]
        )

        const elsewhere = (change: (url: URL) => void) => {
          const url = new URL(sound.DATABASE_URL)
          change(url)
          return { DATABASE_URL: url.toString() }
        }
        const role = `doctor_${randomBytes(4).toString("hex")}`
        yield* statement(`create role ${role} login password 'role'`)
        yield* Effect.addFinalizer(() =>
          Effect.orDie(Effect.zipRight(statement(`drop owned by ${role}`), statement(`drop role ${role}`)))
        )
        yield* statement(`grant select on sync.migrations to ${role}; grant usage on schema sync to ${role}`)

        const nothing = Effect.void
        const nobodyListens = `http://127.0.0.1:${yield* freePort}`
        const faults: ReadonlyArray<
          readonly [
            check: string,
            message: string,
            environment: Environment,
            plant: Effect.Effect<unknown, unknown, SqlClient.SqlClient>,
            mend: Effect.Effect<unknown, unknown, SqlClient.SqlClient>
          ]
        > = [
          ["configuration", "HTTP_PORT must be a whole number", { HTTP_PORT: "eighty" }, nothing, nothing],
          ["database", "Nothing listens", elsewhere((url) => (url.port = "1")), nothing, nothing],
          ["database", "does not exist", elsewhere((url) => (url.pathname = "/nowhere")), nothing, nothing],
          [
            "permissions",
            "lacks usage and create on schema",
            elsewhere((url) => {
              url.username = role
              url.password = "role"
            }),
            nothing,
            nothing
          ],
          [
            "schema",
            `needs ${newestMigration}`,
            {},
            statement(`update sync.migrations set migration_id = 0 where migration_id = ${newestMigration}`),
            statement(`update sync.migrations set migration_id = ${newestMigration} where migration_id = 0`)
          ],
          ["source clock", "s apart", { PCO_BASE_URL: yield* source(600) }, nothing, nothing],
          ["source", "does not answer", { PCO_BASE_URL: nobodyListens }, nothing, nothing],
          ["node", "Nothing listens", { ENGINE_URL: nobodyListens }, nothing, nothing],
          ["API key", "refuses the API key", { API_KEY: "another" }, nothing, nothing],
          [
            "cluster",
            "10.0.0.7:34431 does not answer the others",
            { ENGINE_URL: yield* fakeEngine({ GetCluster: () => Effect.succeed(cluster(false)) }) },
            nothing,
            nothing
          ],
          [
            "encryption key of grace (pco)",
            "cannot be read with this ENCRYPTION_KEY",
            { ENCRYPTION_KEY: randomBytes(32).toString("base64") },
            nothing,
            nothing
          ],
          [
            "credential of grace (pco)",
            "refuses the credential",
            {},
            storeCredential("another-secret"),
            storeCredential("secret-of-the-token")
          ],
          [
            "webhook URL",
            "status 404",
            { WEBHOOK_URL: yield* serve(Effect.succeed(HttpServerResponse.empty({ status: 404 }))) },
            nothing,
            nothing
          ]
        ]
        for (const [check, message, environment, plant, mend] of faults) {
          yield* plant
          const { findings, succeeded } = yield* examine({ ...sound, ...environment })
          yield* mend
          const found = wrong(findings)
          assert.deepStrictEqual([...new Set(found.map((finding) => finding.check))], [check], message)
          assert.include(found[0]?.message, message)
          assert.isNotEmpty(found[0]?.remedy)
          assert.isFalse(succeeded)
          assert.notInclude(JSON.stringify(findings), "secret-of-the-token")
        }
        const { stdout, stderr } = yield* commandLine(["doctor"], {
          environment: { ...sound, ENGINE_URL: nobodyListens }
        })
        assert.match(stdout, /^failed +node +Nothing listens/m)
        assert.include(stdout, "node: Start a node with sync-engine serve")
        assert.include(stderr, "1 things are wrong")
      }).pipe(Effect.scoped, Effect.provide(Layer.fresh(layerMigratedDatabase)))
  )
})
