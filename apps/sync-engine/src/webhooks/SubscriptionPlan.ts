import type { WebhookSubscription } from "@openfaith/adapter-core"

/** What one event name needs so that exactly one subscription tells our URL of it. */
export interface SubscriptionStep {
  readonly eventName: string
  /** The subscription to go on with; null when there is none to adopt. */
  readonly adopted: WebhookSubscription | null
  /** Others that tell us the same: each delivery would come as often as there are of them. */
  readonly spare: ReadonlyArray<WebhookSubscription>
}

/** Compares what is wanted with what is there. Of several that tell the same, an active one is kept, else the first. */
export const subscriptionPlan = (
  eventNames: ReadonlyArray<string>,
  url: string,
  listed: ReadonlyArray<WebhookSubscription>
): ReadonlyArray<SubscriptionStep> =>
  eventNames.map((eventName) => {
    const ours = listed.filter(
      (subscription) => subscription.eventName === eventName && subscription.url === url
    )
    const adopted = ours.find(({ active }) => active) ?? ours[0] ?? null
    return { eventName, adopted, spare: ours.filter((one) => one.active && one !== adopted) }
  })

/** The path, below the public address of the nodes, at which a connection's deliveries arrive. */
export const deliveryPath = (adapter: string, connectionId: string): `/${string}` =>
  `/webhooks/${adapter}/${connectionId}`
