import {
  type CreatedKey,
  type CreateKeyRequest,
  InvalidRequest,
  type Key,
  NotFound,
  type ServiceUnavailable
} from "@openfaith/sync-api"
import { Context, DateTime, Effect, Layer, Option } from "effect"
import { digestOf, makeKey } from "../credentials/ApiKeyText.ts"
import { ApiKeyStore } from "../stores/ApiKeyStore.ts"
import { answering } from "./Answering.ts"

const inThePast = new InvalidRequest({
  issues: [{ path: "expiresAt", message: "Expected a time that is still to come" }]
})

/** The keys of callers. */
export class Keys extends Context.Tag("@openfaith/sync-engine/Keys")<
  Keys,
  {
    readonly list: Effect.Effect<ReadonlyArray<Key>, ServiceUnavailable>
    readonly create: (
      request: CreateKeyRequest
    ) => Effect.Effect<CreatedKey, InvalidRequest | ServiceUnavailable>
    readonly revoke: (keyId: string) => Effect.Effect<Key, NotFound | ServiceUnavailable>
  }
>() {
  static readonly layer = Layer.effect(
    Keys,
    Effect.map(ApiKeyStore, (store) => ({
      list: answering(store.list),
      create: Effect.fn("Keys.create")(function* (request) {
        const now = yield* DateTime.now
        const { expiresAt = null } = request
        if (expiresAt !== null && DateTime.lessThanOrEqualTo(expiresAt, now)) return yield* inThePast
        const apiKey = makeKey()
        return { ...(yield* answering(store.create(digestOf(apiKey), request))), apiKey }
      }),
      revoke: (keyId) =>
        Effect.flatMap(
          answering(store.revoke(keyId)),
          Option.match({
            onNone: () => new NotFound({ resource: "key", id: keyId }),
            onSome: Effect.succeed
          })
        )
    }))
  )
}
