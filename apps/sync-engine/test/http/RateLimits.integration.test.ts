import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"
import { RateLimitConfig } from "../../src/config/RateLimitConfig.ts"
import { RateLimits } from "../../src/http/RateLimits.ts"
import { HttpNode, layerHttpNode } from "../support/HttpNode.ts"

const limitsWith = (environment: Record<string, string>) =>
  RateLimits.layer.pipe(
    Layer.provide(RateLimitConfig.layerConfig),
    Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(environment)))))
  )

describe("RateLimits", () => {
  it.effect("counts each address and each key by itself, and not at all when told so", () =>
    Effect.gen(function* () {
      const { ofAddress, ofKey } = yield* RateLimits
      yield* Effect.repeatN(ofAddress("192.0.2.1"), 9)
      const error = yield* Effect.flip(ofAddress("192.0.2.1"))
      assert.strictEqual(error.retryAfterSeconds, 1)
      yield* ofAddress("192.0.2.2")
      yield* Effect.repeatN(ofKey("192.0.2.1"), 10_000)
    }).pipe(Effect.provide(limitsWith({ RATE_LIMIT_PER_ADDRESS: "1", RATE_LIMIT_PER_KEY: "0" })))
  )

  it.scopedLive("lets nobody guess keys at the sign-in for long", () =>
    Effect.gen(function* () {
      const { call } = yield* HttpNode
      const guess = call("POST", "/session", { key: null, body: { apiKey: "guessed" } })
      const answers = yield* Effect.all(
        Array.from({ length: 40 }, () => guess),
        { concurrency: 8 }
      )
      const refused = answers.filter(({ status }) => status === 429)
      assert.isAtLeast(refused.length, 5)
      assert.isTrue(answers.every(({ status }) => status === 401 || status === 429))
      assert.deepInclude(refused[0]?.json, { _tag: "TooManyRequests" })
      assert.match(refused[0]?.headers["retry-after"] ?? "", /^[12]$/)
      assert.strictEqual((yield* call("GET", "/v1/orgs")).status, 200)
    }).pipe(Effect.provide(layerHttpNode))
  )
})
