import { assert, describe, it } from "@effect/vitest"
import { type Auth, CredentialRefused } from "@openfaith/sync-api"
import { DateTime, Effect, Redacted, Ref } from "effect"
import { against, now } from "../support/AgainstEngine.ts"
import { commandLine, type Surroundings } from "../support/CommandLine.ts"

const connectionId = "00000000-0000-4000-8000-000000000001"

// Each command starts a server of its own, which is slow on a busy machine.
describe("connect", { timeout: 20_000 }, () => {
  const connection = {
    connectionId,
    orgId: "grace",
    adapter: "pco",
    authType: "personal-access-token",
    status: "active",
    parkedReason: null,
    source: { id: "263468", name: "Grace Church", timeZone: "America/New_York", countryCode: "US" },
    createdAt: now,
    updatedAt: now
  } as const

  const connecting = Effect.fnUntraced(function* (args: ReadonlyArray<string>, surroundings: Surroundings) {
    const given = yield* Ref.make<Auth | null>(null)
    const outcome = yield* against(
      {
        Connect: ({ auth }) => Effect.as(Ref.set(given, auth), { connectionId }),
        GetConnection: () => Effect.succeed(connection)
      },
      ["connect", "grace", ...args],
      surroundings
    )
    return { ...outcome, auth: yield* Ref.get(given) }
  })

  const token = {
    type: "personal-access-token",
    applicationId: "app",
    secret: Redacted.make("hush")
  } as const

  it.scoped("takes a personal access token from the environment and says which account it is", () =>
    Effect.gen(function* () {
      const { auth, stdout } = yield* connecting([], {
        environment: { PCO_APPLICATION_ID: "app", PCO_SECRET: "hush" }
      })
      assert.deepStrictEqual(auth, token)
      assert.include(stdout, "Connected grace by pco to Grace Church (account 263468, America/New_York, US).")
      assert.notInclude(stdout, "hush")
    })
  )

  it.scoped("prefers flags to the environment", () =>
    Effect.gen(function* () {
      const { auth, stdout } = yield* connecting(["--application-id", "app", "--secret", "hush", "--json"], {
        environment: { PCO_APPLICATION_ID: "other", PCO_SECRET: "other" }
      })
      assert.deepStrictEqual(auth, token)
      assert.strictEqual(stdout, `{"connectionId":"${connectionId}"}\n`)
    })
  )

  it.scoped("asks the person at the screen for what is missing, and shows nothing of the secret", () =>
    Effect.gen(function* () {
      const { auth, stdout } = yield* connecting([], { typed: ["app", "hush"] })
      assert.deepStrictEqual(auth, token)
      assert.include(stdout, "Secret")
      assert.notInclude(stdout, "hush")
    })
  )

  it.scoped("takes the tokens of an OAuth grant", () =>
    Effect.gen(function* () {
      const { auth } = yield* connecting(["--oauth", "--expires-at", "2026-03-01T08:00:00Z"], {
        environment: { PCO_ACCESS_TOKEN: "access", PCO_REFRESH_TOKEN: "refresh" }
      })
      assert.deepStrictEqual(auth, {
        type: "oauth",
        accessToken: Redacted.make("access"),
        refreshToken: Redacted.make("refresh"),
        expiresAt: DateTime.unsafeMake("2026-03-01T08:00:00Z")
      })
    })
  )

  it.effect("names the variable that is missing where nobody can be asked", () =>
    Effect.gen(function* () {
      const { stderr, succeeded } = yield* commandLine(["connect", "grace"], {
        environment: { PCO_APPLICATION_ID: "app" }
      })
      assert.isFalse(succeeded)
      assert.strictEqual(stderr, "The secret is missing: set PCO_SECRET.\n")
    })
  )

  it.scoped("passes the upstream's refusal on", () =>
    Effect.gen(function* () {
      const { stderr, succeeded } = yield* against(
        { Connect: () => new CredentialRefused({ upstreamStatus: 401, upstreamMessage: "Access denied." }) },
        ["connect", "grace"],
        { environment: { PCO_APPLICATION_ID: "app", PCO_SECRET: "hush" } }
      )
      assert.isFalse(succeeded)
      assert.strictEqual(
        stderr,
        "The upstream refused the credential with 401: Access denied. Nothing was stored.\n"
      )
    })
  )
})
