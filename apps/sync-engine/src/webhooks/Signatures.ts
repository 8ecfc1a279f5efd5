import type { SqlError } from "@effect/sql/SqlError"
import type { Webhooks } from "@openfaith/adapter-core"
import { Cache, Clock, Context, Duration, Effect, Exit, Layer, Option, Schema } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import type { SecretUnreadable } from "../credentials/CredentialCipher.ts"
import { type Signers, SubscriptionStore } from "../stores/SubscriptionStore.ts"

const isConnectionId = Schema.is(Schema.UUID)

/** A body as it came, and what was said beside it. */
export interface SignedBody {
  readonly adapter: string
  readonly connectionId: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly rawBody: Uint8Array
}

// A subscription made by another node is known at the first delivery it signs, but a flood of forgeries costs no more
// than one look at the database in this time.
const refreshAtMost = Duration.seconds(2)
const rememberFor = Duration.seconds(10)
const remembered = 2_000

/**
 * Tells who signed a body; the secrets of a connection stay in memory for some seconds, and for as long as the database does
 * not answer.
 */
export class Signatures extends Context.Tag("@openfaith/sync-engine/Signatures")<
  Signatures,
  {
    /** The port to read the body with, or nothing: unknown connection, wrong signature, no webhooks. */
    readonly check: (body: SignedBody) => Effect.Effect<Option.Option<Webhooks>, SqlError | SecretUnreadable>
  }
>() {
  static readonly layer = Layer.effect(
    Signatures,
    Effect.gen(function* () {
      const adapters = yield* AdapterRegistry
      const store = yield* SubscriptionStore
      const lastKnown = new Map<string, Option.Some<Signers>>()
      const remember = (connectionId: string, found: Option.Option<Signers>) => {
        lastKnown.delete(connectionId)
        if (Option.isSome(found)) lastKnown.set(connectionId, found)
        const [oldest] = lastKnown.keys()
        if (oldest !== undefined && lastKnown.size > remembered) lastKnown.delete(oldest)
      }
      const read = (connectionId: string) =>
        store.signers(connectionId).pipe(
          Effect.tap((found) => Effect.sync(() => remember(connectionId, found))),
          Effect.catchTag("SqlError", (error) => {
            const known = lastKnown.get(connectionId)
            return known === undefined ? Effect.fail(error) : Effect.succeed(known)
          })
        )

      const signers = yield* Cache.makeWith({
        capacity: remembered,
        timeToLive: Exit.match({ onFailure: () => Duration.zero, onSuccess: () => rememberFor }),
        lookup: (connectionId: string) =>
          Effect.all({ signers: read(connectionId), readAt: Clock.currentTimeMillis })
      })

      const known = (connectionId: string, readBefore: number) =>
        Effect.zipRight(
          signers.invalidateWhen(connectionId, ({ readAt }) => readAt <= readBefore),
          signers.get(connectionId)
        )

      return {
        check: ({ adapter, connectionId, headers, rawBody }) =>
          Effect.gen(function* () {
            if (!isConnectionId(connectionId)) return Option.none()
            const port = Option.flatMapNullable(
              yield* Effect.option(adapters.get(adapter)),
              ({ webhooks }) => webhooks
            )
            if (Option.isNone(port)) return Option.none()
            const isGood = (all: Option.Option<Signers>) =>
              Option.exists(
                all,
                (one) => one.adapter === adapter && port.value.verify(rawBody, headers, one.secrets)
              )
            const first = yield* signers.get(connectionId)
            if (isGood(first.signers)) return port
            const now = yield* Clock.currentTimeMillis
            const again = yield* known(connectionId, now - Duration.toMillis(refreshAtMost))
            return again !== first && isGood(again.signers) ? port : Option.none()
          })
      }
    })
  )
}
