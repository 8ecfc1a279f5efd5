import { MalformedResponse, RecordFault, type WebhookSubscription } from "@openfaith/adapter-core"
import { Either, Redacted, Schema } from "effect"
import { ExternalId } from "../wire/ExternalId.ts"

/**
 * A subscription as Planning Center shows it, with the secret it signs with.
 *
 * @see https://developer.planning.center/docs/#/apps/webhooks/2022-10-20/vertices/subscription
 */
const Subscription = Schema.Struct({
  id: ExternalId,
  attributes: Schema.Struct({
    name: Schema.NonEmptyString,
    url: Schema.String,
    active: Schema.Boolean,
    authenticity_secret: Schema.NonEmptyString
  })
})

const decode = Schema.decodeUnknownEither(Subscription)

/** Reads a subscription. One that cannot be read is a fault, because what is overlooked would be made a second time. */
export const subscriptionOf = (record: unknown): Either.Either<WebhookSubscription, MalformedResponse> =>
  Either.mapBoth(decode(record), {
    onLeft: (error) =>
      new MalformedResponse({
        reason: "shape",
        detail: RecordFault.fromParseError("Subscription", error).message
      }),
    onRight: ({ attributes, id }) => ({
      id,
      eventName: attributes.name,
      url: attributes.url,
      active: attributes.active,
      secret: Redacted.make(attributes.authenticity_secret)
    })
  })
