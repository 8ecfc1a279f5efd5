import type { Webhooks } from "@openfaith/adapter-core"
import type { Exchange } from "../http/Exchange.ts"
import { parse } from "./Delivery.ts"
import { verify } from "./Signature.ts"
import { makeSubscriptions } from "./SubscriptionSession.ts"

/**
 * How Planning Center tells of changes: one subscription an event name, each with a secret of its own.
 *
 * @see https://developer.planning.center/docs/#/overview/webhooks
 */
export const makeWebhooks = (exchange: Exchange, baseUrl: URL): Webhooks => ({
  verify,
  parse,
  session: makeSubscriptions(exchange, baseUrl)
})
