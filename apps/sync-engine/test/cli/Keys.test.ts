import { assert, describe, it } from "@effect/vitest"
import type { Key } from "@openfaith/sync-api"
import { DateTime, Effect, Redacted } from "effect"
import { against } from "../support/AgainstEngine.ts"

const keyId = "5a0f6d4e-3a53-4d8a-9a44-0a6c1f1f0c11"
const at = DateTime.unsafeMake(0)
const key: Key = {
  keyId,
  name: "Reports",
  scope: "read",
  organizations: ["grace"],
  createdAt: at,
  lastUsedAt: null,
  expiresAt: null,
  revokedAt: null
}

// Each command starts a server of its own, which is slow on a busy machine.
describe("keys", { timeout: 20_000 }, () => {
  it.scoped("makes a key of the scope and for the organisations given, and shows it", () =>
    Effect.gen(function* () {
      const handlers = {
        CreateKey: (asked: {
          readonly scope: string
          readonly organizations?: ReadonlyArray<string> | null
        }) =>
          asked.scope === "operate" && asked.organizations?.join() === "grace,other"
            ? Effect.succeed({ ...key, apiKey: Redacted.make("openfaith_made") })
            : Effect.dieMessage("the request got lost")
      }
      const args = [
        "keys",
        "create",
        "--name",
        "CI",
        "--scope",
        "operate",
        "--org",
        "grace",
        "--org",
        "other"
      ]
      const people = yield* against(handlers, args)
      assert.match(people.stdout, /^openfaith_made\nThis is the key 5a0f6d4e/)
      const programs = yield* against(handlers, [...args, "--json"])
      assert.deepInclude(JSON.parse(programs.stdout), { keyId, apiKey: "openfaith_made" })
    })
  )

  it.scoped("lists keys, and revokes one", () =>
    Effect.gen(function* () {
      const handlers = {
        ListKeys: () => Effect.succeed({ keys: [key, { ...key, organizations: null, revokedAt: at }] }),
        RevokeKey: () => Effect.succeed({ ...key, revokedAt: at })
      }
      const { stdout } = yield* against(handlers, ["keys", "list"])
      assert.deepStrictEqual(stdout.split("\n").slice(1), [
        `${keyId}  Reports  read   grace          1970-01-01 00:00:00 UTC  never      never`,
        `${keyId}  Reports  read   all            1970-01-01 00:00:00 UTC  never      revoked 1970-01-01 00:00:00 UTC`,
        ""
      ])
      const revoked = yield* against(handlers, ["keys", "revoke", keyId])
      assert.include(revoked.stdout, "The key Reports is revoked")
      const wrong = yield* against(handlers, ["keys", "revoke", "Reports"])
      assert.include(wrong.stderr, "<key> must be the id of a key")
    })
  )
})
