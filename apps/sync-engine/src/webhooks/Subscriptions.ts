import { Context, Effect, Layer, Option } from "effect"
import { WebhookConfig } from "../config/WebhookConfig.ts"
import { Connection } from "../connection/Connection.ts"
import { askingSource, untilOwnerAnswers } from "../connection/Upstreams.ts"

/** The webhook subscriptions of connections, wherever in the cluster their owners live. */
export class Subscriptions extends Context.Tag("@openfaith/sync-engine/Subscriptions")<
  Subscriptions,
  {
    /**
     * Makes sure that the connection's source tells us of changes, and answers whether it does. Whoever reads everything
     * calls this first, so that nothing changes unseen between the reading and the first event. A source that cannot be
     * asked is no failure of the caller's: it is remembered, and tried again on schedule.
     */
    readonly ensureSubscribed: (connectionId: string) => Effect.Effect<boolean>
  }
>() {
  static readonly layer = Layer.effect(
    Subscriptions,
    Effect.gen(function* () {
      const { url } = yield* WebhookConfig
      const ownerOf = yield* Connection.client
      return {
        ensureSubscribed: (connectionId) =>
          Option.isNone(url)
            ? Effect.succeed(false)
            : untilOwnerAnswers(ownerOf(connectionId).EnsureSubscribed(), askingSource)
      }
    })
  )
}
