import { setTimeout as pause } from "node:timers/promises"
import { json, type Reply } from "../api/Reply.ts"
import { eventFor } from "../webhooks/EventNames.ts"
import { LoadRun } from "../webhooks/LoadRun.ts"
import { vertexOf } from "../webhooks/Payload.ts"
import type { Webhooks } from "../webhooks/Webhooks.ts"
import { type AdminCall, problem, withBody } from "./AdminCall.ts"
import { FlushInput, LoadInput, SubscriptionInput, WebhooksInput } from "./WebhooksInput.ts"

const lookEveryMs = 10

const report = ({ courier, load, mishaps }: Webhooks): Reply =>
  json(200, {
    ...courier.report(),
    load: load === null ? null : load.report(),
    settings: { ...mishaps, ...courier.pace }
  })

const settings = (call: AdminCall): Reply | null => {
  const { webhooks } = call.organization
  switch (call.method) {
    case "GET":
      return report(webhooks)
    case "POST":
      return withBody(call, WebhooksInput, ({ seed, ...given }) => {
        const { courier, mishaps } = webhooks
        if (seed !== undefined) webhooks.reseed(seed)
        webhooks.mishaps = {
          duplicates: given.duplicates ?? mishaps.duplicates,
          forged: given.forged ?? mishaps.forged,
          delayMs: given.delayMs ?? mishaps.delayMs,
          shuffleMs: given.shuffleMs ?? mishaps.shuffleMs
        }
        courier.setPace({
          hold: given.hold ?? courier.pace.hold,
          maxPerSecond: given.maxPerSecond === undefined ? courier.pace.maxPerSecond : given.maxPerSecond,
          concurrency: given.concurrency ?? courier.pace.concurrency,
          timeoutMs: given.timeoutMs ?? courier.pace.timeoutMs,
          retryTimeScale: given.retryTimeScale ?? courier.pace.retryTimeScale
        })
        return report(webhooks)
      })
    case "DELETE":
      webhooks.load?.stop()
      webhooks.courier.reset()
      return report(webhooks)
    default:
      return null
  }
}

const flush = (call: AdminCall): Reply | Promise<Reply> =>
  withBody(call, FlushInput, async ({ timeoutMs }) => {
    const { webhooks } = call.organization
    const until = performance.now() + timeoutMs
    const busy = (): boolean => webhooks.courier.pending > 0 || webhooks.load?.running === true
    while (busy() && performance.now() < until) await pause(lookEveryMs)
    return report(webhooks)
  })

const load = (call: AdminCall): Reply =>
  withBody(call, LoadInput, (request) => {
    const { organization } = call
    const { webhooks } = organization
    const heard = request.entities.every((table) => {
      const vertex = vertexOf(table)
      const name = vertex === null ? null : eventFor(vertex, "updated")
      return name !== null && webhooks.subscriptions.hearing(name).length > 0
    })
    if (!heard) return problem(409, "Nobody subscribes to the edits of these entities")
    if (webhooks.load?.running === true) return problem(409, "A load is running")
    webhooks.load = new LoadRun(organization, request)
    return report(webhooks)
  })

const subscription = (call: AdminCall, id: string): Reply =>
  withBody(call, SubscriptionInput, ({ active }) => {
    const { webhooks } = call.organization
    const found = webhooks.subscriptions.find(id)
    if (found === null) return problem(404, `Subscription ${id} is not there`)
    webhooks.activate(found, active)
    return json(200, { id, active: found.active })
  })

/** `/_sim/webhooks[/flush|/load|/subscriptions/{id}]`: how deliveries fare, and what is done to them. */
export const webhooks = (call: AdminCall): Reply | Promise<Reply> | null => {
  const [, action, id] = call.segments
  if (action === undefined) return settings(call)
  if (call.method !== "POST") return null
  if (action === "flush") return flush(call)
  if (action === "load") return load(call)
  return action === "subscriptions" && id !== undefined ? subscription(call, id) : null
}
