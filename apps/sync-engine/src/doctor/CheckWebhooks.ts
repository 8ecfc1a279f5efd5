import { HttpClient, HttpClientRequest } from "@effect/platform"
import { Effect, Option } from "effect"
import { WebhookConfig } from "../config/WebhookConfig.ts"
import { deliveryPath } from "../webhooks/SubscriptionPlan.ts"
import { failed, ok, warning } from "./Finding.ts"

const check = "webhook URL"
const nobody = "00000000-0000-4000-8000-000000000000"

/** Delivers something unsigned, as a stranger would, to where sources deliver: a node refuses it with 401. */
export const checkWebhooks = Effect.gen(function* () {
  const { url } = yield* WebhookConfig
  if (Option.isNone(url))
    return warning(
      check,
      "WEBHOOK_URL is not set: changes are found by syncs alone.",
      "Set it to the address at which the source reaches the nodes."
    )
  const client = HttpClient.withTracerPropagation(yield* HttpClient.HttpClient, false)
  const target = `${url.value}${deliveryPath("pco", nobody)}`
  const { status } = yield* client
    .execute(HttpClientRequest.bodyText(HttpClientRequest.post(target), "{}", "application/json"))
    .pipe(Effect.timeout("10 seconds"), Effect.scoped)
  if (status === 401) return ok(check, `${url.value} leads to a node.`)
  return failed(
    check,
    `${url.value} answers a delivery with status ${status}, not as a node does.`,
    "Have the proxy there pass /webhooks/ to the nodes, unchanged."
  )
}).pipe(
  Effect.catchTags({
    RequestError: (error) => Effect.succeed(away(error.message)),
    ResponseError: (error) => Effect.succeed(away(error.message)),
    TimeoutException: () => Effect.succeed(away("no answer within 10 s"))
  })
)

const away = (detail: string) =>
  failed(
    check,
    `WEBHOOK_URL does not answer: ${detail}.`,
    "See whether its name, its certificate and the proxy behind it are in place; the source has to reach it too."
  )
