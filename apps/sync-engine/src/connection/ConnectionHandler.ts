import { Entity } from "@effect/cluster"
import { Clock, Effect, Ref } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { BudgetStore } from "../stores/BudgetStore.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { SubscriptionStore } from "../stores/SubscriptionStore.ts"
import { SyncConfig } from "../config/SyncConfig.ts"
import { WebhookConfig } from "../config/WebhookConfig.ts"
import { checkSubscriptions } from "../webhooks/CheckSubscriptions.ts"
import { type BudgetNews, Connection } from "./Connection.ts"
import { guardUpstream } from "./GuardUpstream.ts"
import { refreshCredential } from "./RefreshCredential.ts"
import { Upstreams } from "./Upstreams.ts"
import * as RequestBudget from "./RequestBudget.ts"

const withNews = (
  before: RequestBudget.RequestBudget,
  now: number,
  news: BudgetNews
): RequestBudget.RequestBudget => {
  const settled = news.settlements.reduce(
    (budget, settlement) => RequestBudget.settle(budget, now, settlement),
    before
  )
  const observed = news.observed === null ? settled : RequestBudget.observe(settled, now, news.observed)
  return news.pauseMillis === null ? observed : RequestBudget.pause(observed, now + news.pauseMillis)
}

const whileDown: RequestBudget.Grant = { permits: 0, retryAfterMillis: 1_000 }
const probe: RequestBudget.Settlement = { leaseId: "probe", answeredAgoMillis: [0], unused: 0 }

/** The connection's only living instance in the cluster: its budget in memory, saved before any of it is handed out. */
export const ConnectionHandler = Connection.toLayer(
  Effect.gen(function* () {
    const { entityId: connectionId } = yield* Entity.CurrentAddress
    const adapters = yield* AdapterRegistry
    const budgets = yield* BudgetStore
    const connections = yield* ConnectionStore
    const row = yield* connections.find(connectionId).pipe(untilDatabaseAnswers, Effect.flatMap(Effect.orDie))
    const adapter = yield* Effect.orDie(adapters.get(row.adapter))
    const saved = yield* untilDatabaseAnswers(budgets.load(connectionId))
    const policy = adapter.defaults.budget
    const state = yield* Ref.make(
      saved._tag === "Some" ? saved.value : RequestBudget.make(policy.limit, policy.periodSeconds)
    )
    const { probeSeconds } = yield* SyncConfig
    const guard = yield* guardUpstream({
      adapter,
      connectionId,
      isDown: row.upstreamDownSince !== null,
      probeSeconds,
      onProbe: Effect.flatMap(Clock.currentTimeMillis, (now) =>
        Ref.update(state, (budget) => RequestBudget.settle(budget, now, probe))
      )
    })
    const refreshing = yield* Effect.makeSemaphore(1)
    const subscribing = yield* Effect.makeSemaphore(1)
    const forSubscriptions = yield* Effect.context<SubscriptionStore | Upstreams | WebhookConfig>()
    // Leases of an earlier owner must not be mistaken for ours.
    const owner = crypto.randomUUID()
    const leases = yield* Ref.make(0)

    return Connection.of({
      Lease: Effect.fnUntraced(function* ({ payload: { news, want } }) {
        const now = yield* Clock.currentTimeMillis
        const leaseId = `${owner}/${yield* Ref.updateAndGet(leases, (count) => count + 1)}`
        const isDown = yield* guard.tell(news.transport)
        const [grant, budget] = yield* Ref.modify(state, (before) => {
          const informed = withNews(before, now, news)
          const answer = isDown
            ? ([whileDown, informed] as const)
            : RequestBudget.grant(informed, now, leaseId, want)
          return [answer, answer[1]]
        })
        if (grant.permits > 0) yield* untilDatabaseAnswers(budgets.save(connectionId, budget))
        const pausedMillis = Math.max(0, budget.pausedUntil - now)
        const waitingFor = isDown ? "breaker" : pausedMillis > 0 ? "retry-after" : "budget"
        return {
          leaseId,
          ...grant,
          waitingFor: grant.permits > 0 ? null : waitingFor,
          pausedMillis,
          requestsPerSecond: (budget.limit * 1000) / budget.periodMillis
        }
      }),
      Settle: Effect.fnUntraced(function* ({ payload: { news } }) {
        const now = yield* Clock.currentTimeMillis
        yield* guard.tell(news.transport)
        yield* Ref.update(state, (before) => withNews(before, now, news))
      }),
      Refresh: ({ payload: { rejectedVersion } }) =>
        refreshing.withPermits(1)(
          refreshCredential({ adapter, connectionId, rejectedVersion }).pipe(
            Effect.provideService(ConnectionStore, connections)
          )
        ),
      EnsureSubscribed: () =>
        subscribing.withPermits(1)(
          Effect.provide(checkSubscriptions(connectionId, adapter), forSubscriptions)
        )
    })
  }),
  { concurrency: "unbounded", maxIdleTime: "10 minutes" }
)
