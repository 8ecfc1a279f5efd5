import { HttpClientRequest } from "@effect/platform"
import { Effect, Either, Option } from "effect"
import { defaultAdapter } from "../adapters/DefaultAdapter.ts"
import { WebhookConfig } from "../config/WebhookConfig.ts"
import { deliveryPath } from "../webhooks/SubscriptionPlan.ts"
import { ask } from "./Ask.ts"
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
  const target = `${url.value}${deliveryPath(defaultAdapter, nobody)}`
  const answer = yield* ask(
    HttpClientRequest.bodyText(HttpClientRequest.post(target), "{}", "application/json")
  )
  if (Either.isLeft(answer)) return away(answer.left)
  const { status } = answer.right
  if (status === 401) return ok(check, `${url.value} leads to a node.`)
  return failed(
    check,
    `${url.value} answers a delivery with status ${status}, not as a node does.`,
    "Have the proxy there pass /webhooks/ to the nodes, unchanged."
  )
})

const away = (detail: string) =>
  failed(
    check,
    `WEBHOOK_URL does not answer: ${detail}.`,
    "See whether its name, its certificate and the proxy behind it are in place; the source has to reach it too."
  )
