import { TooManyRequests } from "@openfaith/sync-api"
import { Clock, Context, Effect, Layer } from "effect"
import { RateLimitConfig } from "../config/RateLimitConfig.ts"
import { type BucketSize, take, type TokenBucket } from "./TokenBucket.ts"

// A few megabytes; who has been quiet longest is forgotten first, and a forgotten bucket is a full one.
const remembered = 20_000

const burstSeconds = 10

/** Buckets of one size, by the name of whom they are for. */
const buckets = (size: BucketSize) => {
  const known = new Map<string, TokenBucket>()
  return (name: string): Effect.Effect<void, TooManyRequests> =>
    size.perSecond === 0
      ? Effect.void
      : Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const { bucket, waitSeconds } = take(known.get(name), now, size)
          known.delete(name)
          known.set(name, bucket)
          const [oldest] = known.keys()
          if (known.size > remembered && oldest !== undefined) known.delete(oldest)
          return waitSeconds === 0
            ? Effect.void
            : Effect.fail(new TooManyRequests({ retryAfterSeconds: waitSeconds }))
        })
}

/** Keeps one caller from having all of a node. Each node counts for itself. */
export class RateLimits extends Context.Tag("@openfaith/sync-engine/RateLimits")<
  RateLimits,
  {
    readonly ofAddress: (address: string) => Effect.Effect<void, TooManyRequests>
    readonly ofKey: (keyId: string) => Effect.Effect<void, TooManyRequests>
    readonly ofSignIn: (address: string) => Effect.Effect<void, TooManyRequests>
  }
>() {
  static readonly layer = Layer.effect(
    RateLimits,
    Effect.map(RateLimitConfig, ({ perAddress, perKey, signInsPerMinute }) => ({
      ofAddress: buckets({ perSecond: perAddress, burst: perAddress * burstSeconds }),
      ofKey: buckets({ perSecond: perKey, burst: perKey * burstSeconds }),
      ofSignIn: buckets({ perSecond: signInsPerMinute / 60, burst: signInsPerMinute })
    }))
  )
}
