import {
  type Adapter,
  Manifest,
  PaginationFault,
  type SubscriptionSession,
  type WebhookSubscription,
  type Webhooks
} from "@openfaith/adapter-core"
import { Array, Effect, Option, Ref } from "effect"
import { WebhookConfig } from "../config/WebhookConfig.ts"
import type { Upstream, UpstreamError } from "../connection/Upstream.ts"
import { Upstreams } from "../connection/Upstreams.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { type CheckedSubscription, SubscriptionStore } from "../stores/SubscriptionStore.ts"
import { deliveryPath, type SubscriptionStep, subscriptionPlan } from "./SubscriptionPlan.ts"

// No account has as many; and to act on part of a listing would be to make what is on the rest of it a second time.
const mostPages = 50

/** The subscriptions as the connection's upstream lets them be asked for. */
const overUpstream = (upstream: Upstream, webhooks: Webhooks) => {
  const ask = <A>(
    request: (session: SubscriptionSession) => ReturnType<Parameters<typeof upstream.call<A>>[0]>
  ) => upstream.call((options) => request(webhooks.session(options)))
  const listFrom = (
    offset: number,
    pages: number
  ): Effect.Effect<ReadonlyArray<WebhookSubscription>, UpstreamError> =>
    Effect.gen(function* () {
      const { nextOffset, subscriptions } = yield* ask((session) => session.listSubscriptions(offset))
      if (nextOffset === null) return subscriptions
      if (nextOffset <= offset) return yield* new PaginationFault({ reason: "OffsetDidNotMove" })
      if (pages >= mostPages) return yield* new PaginationFault({ reason: "NeverEnding" })
      return [...subscriptions, ...(yield* listFrom(nextOffset, pages + 1))]
    })
  return {
    list: listFrom(0, 1),
    create: (eventName: string, url: string) => ask((session) => session.createSubscription(eventName, url)),
    setActive: (id: string, active: boolean) => ask((session) => session.setActive(id, active))
  }
}

type SubscriptionCalls = ReturnType<typeof overUpstream>

// What is wrong with one event name says nothing of the others.
const ofOneEvent: ReadonlySet<UpstreamError["_tag"]> = new Set(["BadRequest", "Forbidden", "NotFound"])

const settle = (
  subscriptions: SubscriptionCalls,
  url: string,
  { adopted, eventName, spare }: SubscriptionStep
) =>
  Effect.gen(function* () {
    yield* Effect.forEach(spare, ({ id }) => subscriptions.setActive(id, false), { discard: true })
    if (adopted === null) return { found: yield* subscriptions.create(eventName, url), revived: false }
    if (adopted.active) return { found: adopted, revived: false }
    const found = yield* subscriptions.setActive(adopted.id, true)
    yield* Effect.logWarning("webhook subscription was switched off and is on again").pipe(
      Effect.annotateLogs({ event: eventName, subscription: found.id })
    )
    return { found, revived: found.active }
  }).pipe(
    Effect.map(({ found, revived }): CheckedSubscription => ({
      eventName,
      url,
      found,
      revived,
      error: found.active ? null : "the source keeps it switched off"
    }))
  )

/** Settles step after step; a source that does not answer one of them is not asked for the rest. */
const settleAll = (subscriptions: SubscriptionCalls, url: string, plan: ReadonlyArray<SubscriptionStep>) =>
  Effect.gen(function* () {
    const away = yield* Ref.make<string | null>(null)
    return yield* Effect.forEach(plan, (step) =>
      Effect.gen(function* () {
        const failed = (error: string): CheckedSubscription => ({
          eventName: step.eventName,
          url,
          found: step.adopted,
          revived: false,
          error
        })
        const why = yield* Ref.get(away)
        if (why !== null) return failed(why)
        return yield* settle(subscriptions, url, step).pipe(
          Effect.tapError(({ _tag, message }) =>
            ofOneEvent.has(_tag) ? Effect.void : Ref.set(away, message)
          ),
          Effect.catchAll(({ message }) => Effect.succeed(failed(message)))
        )
      })
    )
  })

/**
 * Makes sure that the source tells this connection of every event of the manifest, and remembers what it came to. Answers
 * whether all are subscribed to. Does nothing where that was seen to lately, or where there is nothing to subscribe to.
 */
export const checkSubscriptions = Effect.fn("Webhooks.check")(function* (
  connectionId: string,
  adapter: Pick<Adapter, "name" | "manifest" | "webhooks">
) {
  const config = yield* WebhookConfig
  const store = yield* SubscriptionStore
  const upstreams = yield* Upstreams
  const { manifest, name, webhooks } = adapter
  const eventNames = Array.dedupe(Manifest.events(manifest).map(({ event }) => event))
  if (webhooks === undefined || eventNames.length === 0 || Option.isNone(config.url)) return false
  const url = config.url.value + deliveryPath(name, connectionId)

  const known = yield* untilDatabaseAnswers(store.findByConnection(connectionId))
  const isDue = yield* untilDatabaseAnswers(store.isDue(connectionId, config.checkSeconds))
  const isSame = eventNames.every((event) =>
    known.some((row) => row.eventName === event && row.url === url && row.lastError === null)
  )
  if (!isDue && isSame) return true

  const checked = yield* Effect.gen(function* () {
    const subscriptions = overUpstream(yield* upstreams.get(connectionId), webhooks)
    return yield* settleAll(subscriptions, url, subscriptionPlan(eventNames, url, yield* subscriptions.list))
  }).pipe(
    Effect.scoped,
    Effect.catchAll((error) =>
      Effect.succeed(
        eventNames.map((eventName): CheckedSubscription => ({
          eventName,
          url,
          found: null,
          revived: false,
          error: error.message
        }))
      )
    )
  )
  yield* untilDatabaseAnswers(store.record(connectionId, checked))
  const [failed] = checked.filter(({ error }) => error !== null)
  if (failed !== undefined)
    yield* Effect.logWarning("webhook subscriptions are not complete").pipe(
      Effect.annotateLogs({ connectionId, event: failed.eventName, reason: failed.error })
    )
  return failed === undefined
})
