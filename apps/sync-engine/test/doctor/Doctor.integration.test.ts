import { HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { freePort, TestDatabase } from "@openfaith/local-postgres"
import { ConfigProvider, DateTime, Effect, Layer, Schema } from "effect"
import { randomBytes } from "node:crypto"
import { CredentialCipher } from "../../src/credentials/CredentialCipher.ts"
import { newestMigration } from "../../src/database/Migrations.ts"
import { type Finding, Findings } from "../../src/doctor/Finding.ts"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { clusterView } from "../support/ClusterView.ts"
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

const storing = ConnectionStore.layer.pipe(
  Layer.provide(CredentialCipher.layerConfig),
  Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map([["ENCRYPTION_KEY", encryptionKey]]))))
)

const storeCredential = (secret: string) =>
  Effect.provide(connect("grace", "pco", personalAccessToken(secret)), storing)

const parkCredential = Effect.flatMap(connect("grace"), ({ connectionId }) =>
  Effect.flatMap(ConnectionStore, (connections) => connections.park(connectionId, "the token was revoked"))
).pipe(Effect.provide(storing))

/** What is wrong, how it is told, what is to be done about it; and how it comes about and ends, if not by variables. */
type Fault = readonly [
  check: string,
  message: string,
  remedy: string,
  environment: Environment,
  plant?: Effect.Effect<unknown, unknown, SqlClient.SqlClient>,
  mend?: Effect.Effect<unknown, unknown, SqlClient.SqlClient>
]

/** Everything as it should be, as variables of the command line. */
const soundSurroundings = Effect.gen(function* () {
  const { url } = yield* TestDatabase
  yield* storeCredential("secret-of-the-token")
  return {
    DATABASE_URL: url,
    ENCRYPTION_KEY: encryptionKey,
    API_KEY: apiKey,
    PCO_BASE_URL: yield* source(0),
    ENGINE_URL: yield* fakeEngine({ GetCluster: () => Effect.succeed(clusterView(true)) }),
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
    "finds nothing wrong where nothing is, and tells each of eighteen faults from the others, with its cure",
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

        const nobodyListens = `http://127.0.0.1:${yield* freePort}`
        const elsewhereListens = yield* serve(Effect.succeed(HttpServerResponse.empty({ status: 404 })))
        const ofNobody = elsewhere((url) => {
          url.username = role
          url.password = "role"
        })
        const migration = newestMigration
        const faults: ReadonlyArray<Fault> = [
          [
            "configuration",
            "HTTP_PORT must be a whole number",
            "Set the variable as the example shows",
            { HTTP_PORT: "eighty" }
          ],
          ["configuration", "STUCK_MINUTES must be", "Set the variable", { STUCK_MINUTES: "soon" }],
          ["database", "Nothing listens", "Start PostgreSQL there", elsewhere((url) => (url.port = "1"))],
          ["database", "does not exist", "Create it, empty", elsewhere((url) => (url.pathname = "/nowhere"))],
          [
            "database",
            "is not known",
            "Correct the host",
            elsewhere((url) => (url.hostname = "nobody.invalid"))
          ],
          ["permissions", "lacks usage and create on schema", "Grant it", ofNobody],
          [
            "schema",
            `needs ${migration}`,
            "Run sync-engine migrate",
            {},
            statement(`update sync.migrations set migration_id = 0 where migration_id = ${migration}`),
            statement(`update sync.migrations set migration_id = ${migration} where migration_id = 0`)
          ],
          ["source clock", "s apart", "keep time by NTP", { PCO_BASE_URL: yield* source(600) }],
          ["source", "does not answer", "reaches the internet", { PCO_BASE_URL: nobodyListens }],
          [
            "source",
            "does not answer",
            "reaches the internet",
            { PCO_BASE_URL: yield* serve(Effect.never), PCO_TIMEOUT_SECONDS: "1" }
          ],
          ["node", "Nothing listens", "Start a node", { ENGINE_URL: nobodyListens }],
          ["API key", "refuses the API key", "Set API_KEY", { API_KEY: "another" }],
          [
            "cluster",
            "10.0.0.7:34431 does not answer the others",
            "whether the other nodes reach its RUNNER_HOST",
            { ENGINE_URL: yield* fakeEngine({ GetCluster: () => Effect.succeed(clusterView(false)) }) }
          ],
          [
            "encryption key of grace (pco)",
            "cannot be read with this ENCRYPTION_KEY",
            "Set the ENCRYPTION_KEY that it was stored under",
            { ENCRYPTION_KEY: randomBytes(32).toString("base64") }
          ],
          [
            "credential of grace (pco)",
            "refuses the credential",
            "sync-engine connect grace",
            {},
            storeCredential("another-secret"),
            storeCredential("secret-of-the-token")
          ],
          [
            "credential of grace (pco)",
            "is parked: the token was revoked",
            "sync-engine connect grace",
            {},
            parkCredential,
            storeCredential("secret-of-the-token")
          ],
          ["webhook URL", "status 404", "pass /webhooks/ to the nodes", { WEBHOOK_URL: elsewhereListens }],
          ["webhook URL", "does not answer", "its certificate", { WEBHOOK_URL: nobodyListens }]
        ]
        for (const [check, message, remedy, environment, plant, mend] of faults) {
          yield* plant ?? Effect.void
          const { findings, succeeded } = yield* examine({ ...sound, ...environment })
          yield* mend ?? Effect.void
          const found = wrong(findings)
          assert.deepStrictEqual([...new Set(found.map((finding) => finding.check))], [check], message)
          assert.include(found[0]?.message, message)
          assert.include(found[0]?.remedy, remedy)
          assert.isFalse(succeeded)
          assert.notInclude(JSON.stringify(findings), "secret-of-the-token")
        }
        assert.deepStrictEqual(wrong((yield* examine(sound)).findings), [])
        const { stdout, stderr } = yield* commandLine(["doctor"], {
          environment: { ...sound, ENGINE_URL: nobodyListens }
        })
        assert.match(stdout, /^failed +node +Nothing listens/m)
        assert.include(stdout, "node: Start a node with sync-engine serve")
        assert.include(stderr, "1 things are wrong")
      }).pipe(Effect.scoped, Effect.provide(Layer.fresh(layerMigratedDatabase)))
  )
})
