import type { Webhooks } from "@openfaith/adapter-core"
import { Redacted } from "effect"
import { createHmac, timingSafeEqual } from "node:crypto"

/**
 * Whether one of the secrets signed the body: a header holds the HMAC-SHA256 of the bytes as they came, in hexadecimal
 * digits. Another header, which nobody signed, names the event: it only tells which secret to try first, as there is one
 * an event name. A forgery is held against all of them, each time in full.
 *
 * @see https://developer.planning.center/docs/#/overview/webhooks
 */
export const verify: Webhooks["verify"] = (rawBody, headers, secrets) => {
  const given = headers["x-pco-webhooks-authenticity"] ?? ""
  if (!/^[0-9a-f]{64}$/i.test(given)) return false
  const signature = Buffer.from(given, "hex")
  const named = headers["x-pco-webhooks-name"]
  const isNamed = ({ eventName }: { readonly eventName: string }) => eventName === named
  return [...secrets.filter(isNamed), ...secrets.filter((one) => !isNamed(one))].some(({ secret }) =>
    timingSafeEqual(createHmac("sha256", Redacted.value(secret)).update(rawBody).digest(), signature)
  )
}
