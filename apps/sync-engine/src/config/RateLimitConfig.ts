import { Config, Context, Effect, Layer } from "effect"
import { variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const settings = Config.all({
  perAddress: variableOr(
    "RATE_LIMIT_PER_ADDRESS",
    {
      example: "200",
      description:
        "how many requests a second one client address may make of a node, after ten times as many at once; 0 for any number"
    },
    200,
    wholeNumber(0, 1_000_000)
  ),
  perKey: variableOr(
    "RATE_LIMIT_PER_KEY",
    {
      example: "200",
      description:
        "how many operations a second one key may ask of a node, after ten times as many at once; 0 for any number"
    },
    200,
    wholeNumber(0, 1_000_000)
  ),
  signInsPerMinute: variableOr(
    "SIGN_INS_PER_MINUTE",
    {
      example: "30",
      description: "how often a minute one client address may try to sign in to a node; 0 for any number"
    },
    30,
    wholeNumber(0, 1_000_000)
  ),
  trustedProxies: variableOr(
    "TRUSTED_PROXIES",
    {
      example: "1",
      description:
        "how many proxies stand before a node, each of which adds the address it was called from to x-forwarded-for"
    },
    0,
    wholeNumber(0, 10)
  )
})

/** How much of a node one caller may have. */
export class RateLimitConfig extends Context.Tag("@openfaith/sync-engine/RateLimitConfig")<
  RateLimitConfig,
  Config.Config.Success<typeof settings>
>() {
  static readonly layerConfig = Layer.effect(RateLimitConfig, Effect.flatMap(settings, Effect.succeed))
}
