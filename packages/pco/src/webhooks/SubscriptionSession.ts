import type { AdapterError, JsonObject, SessionOptions, SubscriptionSession } from "@openfaith/adapter-core"
import { HttpClientRequest } from "@effect/platform"
import { Effect, Either } from "effect"
import { authorization } from "../http/Authorization.ts"
import type { Answer, Exchange } from "../http/Exchange.ts"
import { urlBelow } from "../http/PageUrl.ts"
import { documentOf } from "../jsonapi/Document.ts"
import { apiVersions } from "../Product.ts"
import { subscriptionOf } from "./Subscription.ts"

/** A collection of subscriptions and the type of its records. */
interface Collection {
  readonly path: string
  readonly type: string
}

const live: Collection = { path: "/webhooks/v2/subscriptions", type: "Subscription" }
const documented: Collection = { path: "/webhooks/v2/webhook_subscriptions", type: "WebhookSubscription" }
const perPage = 100

const requestBody = (collection: Collection, attributes: JsonObject, id?: string) =>
  HttpClientRequest.bodyUnsafeJson({
    data: { type: collection.type, ...(id === undefined ? {} : { id }), attributes }
  })

const single = ({ body, budget }: Answer) =>
  Either.map(
    Either.flatMap(documentOf("record", body), ({ data: [record] }) => subscriptionOf(record)),
    (value) => ({ value, budget })
  )

/**
 * Subscriptions over the same exchange as pages. Of the collection's two paths the documented one has been seen to answer
 * 404: the one that answered last is asked first, so a second request is needed at most when that changes.
 *
 * @see https://developer.planning.center/docs/#/apps/webhooks/2022-10-20/vertices/subscription
 */
export const makeSubscriptions = (exchange: Exchange, baseUrl: URL) => {
  let [first, second] = [live, documented]

  const followed = (ask: (collection: Collection) => Effect.Effect<Answer, AdapterError>) =>
    Effect.suspend(() => {
      const [known, other] = [first, second]
      return Effect.catchTag(ask(known), "NotFound", () =>
        Effect.tap(ask(other), () =>
          Effect.sync(() => {
            first = other
            second = known
          })
        )
      )
    })

  return ({ credential }: SessionOptions): SubscriptionSession => {
    const send = (
      { path }: Collection,
      request: HttpClientRequest.HttpClientRequest,
      query: Readonly<Record<string, string>> = {}
    ) =>
      Effect.flatMap(credential, (given) => {
        const url = urlBelow(baseUrl, path)
        for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
        const signed = HttpClientRequest.setHeaders(request, {
          authorization: authorization(given),
          "x-pco-api-version": apiVersions.webhooks
        })
        return exchange(signed, url)
      })

    return {
      listSubscriptions: Effect.fn("Pco.listSubscriptions")(function* (offset: number) {
        const { body, budget } = yield* followed((collection) =>
          send(collection, HttpClientRequest.get(""), { per_page: String(perPage), offset: String(offset) })
        )
        const { data, hasNext, nextOffset } = yield* documentOf("collection", body)
        const subscriptions = yield* Either.all(data.map(subscriptionOf))
        const isLast = !hasNext || data.length === 0
        return {
          value: { subscriptions, nextOffset: isLast ? null : (nextOffset ?? offset + data.length) },
          budget
        }
      }),
      createSubscription: Effect.fn("Pco.createSubscription")(function* (eventName: string, url: string) {
        const answer = yield* followed((collection) =>
          send(
            collection,
            HttpClientRequest.post("").pipe(requestBody(collection, { name: eventName, url, active: true }))
          )
        )
        return yield* single(answer)
      }),
      setActive: Effect.fn("Pco.setActive")(function* (id: string, active: boolean) {
        const answer = yield* followed((collection) =>
          send(
            { ...collection, path: `${collection.path}/${encodeURIComponent(id)}` },
            HttpClientRequest.patch("").pipe(requestBody(collection, { active }, id))
          )
        )
        return yield* single(answer)
      })
    }
  }
}
