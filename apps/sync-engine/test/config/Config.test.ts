import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Redacted } from "effect"
import { DatabaseConfig } from "../../src/config/DatabaseConfig.ts"
import { NodeConfig } from "../../src/config/NodeConfig.ts"
import { ApiKeyConfig, EncryptionKeysConfig } from "../../src/config/SecurityConfig.ts"

const withEnvironment = (variables: Record<string, string>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))

describe("config", () => {
  it.effect("names the missing variable and prints an example", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(DatabaseConfig.pipe(withEnvironment({})))
      assert.include(String(error), "DATABASE_URL is not set")
      assert.include(String(error), "DATABASE_URL=postgres://")
    })
  )

  it.effect("says what is wrong with a value without printing a secret", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        EncryptionKeysConfig.pipe(withEnvironment({ ENCRYPTION_KEY: "too-short-secret" }))
      )
      assert.include(String(error), "ENCRYPTION_KEY must be 32 bytes")
      assert.notInclude(String(error), "too-short-secret")
      const port = yield* Effect.flip(NodeConfig.pipe(withEnvironment({ HTTP_PORT: "eighty" })))
      assert.include(String(port), "HTTP_PORT must be a whole number from 0 to 65535")
    })
  )

  it.effect("takes a key as hexadecimal digits and as base64", () =>
    Effect.gen(function* () {
      const hex = "00112233445566778899aabbccddeeff".repeat(2)
      const base64 = Buffer.from(hex, "hex").toString("base64")
      for (const text of [hex, base64, base64.replaceAll("=", "")]) {
        const [key] = yield* EncryptionKeysConfig.pipe(withEnvironment({ ENCRYPTION_KEY: text }))
        assert.strictEqual(Buffer.from(Redacted.value(key)).toString("hex"), hex)
      }
      const several = EncryptionKeysConfig.pipe(
        withEnvironment({ ENCRYPTION_KEY: `${"0".repeat(64)}, ${base64}` })
      )
      assert.lengthOf(yield* several, 2)
    })
  )

  it.effect("runs without an API key, which binds the node to loopback", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* ApiKeyConfig.pipe(withEnvironment({})))._tag, "None")
      assert.strictEqual((yield* NodeConfig.pipe(withEnvironment({}))).httpHost, "127.0.0.1")
    })
  )
})
