import { OffsetWalk, PaginationFault, type StreamPlan } from "@openfaith/adapter-core"
import { DateTime, Effect } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import type { Upstream, UpstreamError } from "../connection/Upstream.ts"
import { Upstreams } from "../connection/Upstreams.ts"
import { VerifyStore } from "../stores/VerifyStore.ts"
import { missingChildren } from "./MissingChildren.ts"
import { everything, readBelow, requestOf } from "./PageSource.ts"
import { entitiesOf, plannedStreams } from "./RunPlan.ts"
import { type SourceAccount, sourceAccount } from "./SourceAccount.ts"
import { makeComparison, type SourceComparison } from "./SourceComparison.ts"

/** What a verification works with, and what it has spent. */
interface Inquiry {
  readonly account: SourceAccount
  readonly upstream: Upstream
  readonly comparison: SourceComparison
  readonly budget: number
  readonly spent: { requests: number }
}

const mayAsk = ({ budget, spent }: Inquiry) => spent.requests < budget

/** Reads lists: a page of each for its count, then the others, shortest list first. */
const readLists = Effect.fnUntraced(function* (inquiry: Inquiry, plans: ReadonlyArray<StreamPlan>) {
  const { comparison, spent, upstream } = inquiry
  const lists = plans.map((plan) => ({ plan, walk: OffsetWalk.init(plan), remaining: 1 }))
  const readPage = Effect.fnUntraced(function* (list: (typeof lists)[number]) {
    const { plan, walk } = list
    const answer = yield* upstream.fetch(requestOf(plan, walk, {}))
    spent.requests += answer.requests
    yield* comparison.add(everything(answer))
    const outcome = OffsetWalk.advance(walk, answer.page)
    if (outcome._tag === "Fault") return yield* new PaginationFault({ reason: outcome.reason })
    const total = answer.page.totalCount
    // A later page may count only what is behind a window.
    comparison.of(plan.entity).sourceTotal ??= total
    list.walk = outcome.state
    const isDone = outcome._tag === "Done"
    list.remaining = isDone ? 0 : Math.max(1, (total ?? Number.MAX_SAFE_INTEGER) - outcome.state.offset)
    if (isDone)
      for (const entity of entitiesOf(plan))
        Object.assign(comparison.of(entity), { complete: true, isListed: true })
  })
  for (const list of lists) if (mayAsk(inquiry)) yield* readPage(list)
  for (const list of lists.toSorted((one, other) => one.remaining - other.remaining))
    while (list.remaining > 0 && mayAsk(inquiry)) yield* readPage(list)
})

/** Reads what hangs on one parent, and finds rows here that do not any more. */
const readParent = Effect.fnUntraced(function* (
  inquiry: Inquiry,
  plan: StreamPlan,
  within: NonNullable<StreamPlan["within"]>,
  parent: string
) {
  const { account, comparison, spent, upstream } = inquiry
  const pages = yield* readBelow(upstream, plan, { [within.param]: parent }).pipe(
    // The list of the parents tells that it is gone.
    Effect.catchTag("NotFound", () => Effect.succeed(null))
  )
  spent.requests += pages === null ? 1 : pages.reduce((sum, { answer }) => sum + answer.requests, 0)
  if (pages === null) return
  const records = pages.flatMap((page) => page.records.map(({ record }) => record))
  yield* comparison.add(records)
  const named = { entity: within.entity, externalIds: [parent] }
  const missing = yield* missingChildren(account, named, entitiesOf(plan), records)
  for (const { entity, externalId } of missing) comparison.of(entity).gone.add(externalId)
})

/** Reads lists below parents, for parents at random; each list has its share of what is left. */
const readBelowParents = Effect.fnUntraced(function* (inquiry: Inquiry, plans: ReadonlyArray<StreamPlan>) {
  const store = yield* VerifyStore
  const { account, budget, comparison, spent } = inquiry
  for (const [index, plan] of plans.entries()) {
    const { within } = plan
    if (within === null) continue
    const share = Math.floor(Math.max(0, budget - spent.requests) / (plans.length - index))
    const until = spent.requests + share
    // One more than there can be answers for, so that it shows whether there are more.
    const parents = yield* store.sample(account, within.entity, share + 1)
    let asked = 0
    for (const parent of parents) {
      if (spent.requests >= until) break
      yield* readParent(inquiry, plan, within, parent)
      asked++
    }
    if (asked === parents.length) for (const entity of entitiesOf(plan)) comparison.of(entity).complete = true
  }
})

/**
 * Compares an organisation's rows with its source and changes neither. First the count of every list, then the lists
 * themselves, shortest first, then lists below parents; every record that is read is compared. What the budget did not
 * reach for is told as such. The last request may overdraw the budget by its retries, or by the pages below one parent.
 */
export const verifyOrganization = Effect.fn("VerifyOrganization")(function* (
  connectionId: string,
  budget: number
) {
  const adapters = yield* AdapterRegistry
  const upstreams = yield* Upstreams
  const startedAt = yield* DateTime.now
  const account = yield* sourceAccount(connectionId)
  const { manifest } = yield* Effect.orDie(adapters.get(account.adapter))
  const plans = plannedStreams(manifest, "full", null).flatMap(({ plan }) => plan ?? [])
  const comparison = yield* makeComparison(account, plans.flatMap(entitiesOf))
  const spent = { requests: 0 }
  const read = Effect.gen(function* () {
    const upstream = yield* upstreams.get(connectionId)
    const inquiry: Inquiry = { account, upstream, comparison, budget, spent }
    yield* readLists(
      inquiry,
      plans.filter(({ within }) => within === null)
    )
    yield* readBelowParents(
      inquiry,
      plans.filter(({ within }) => within !== null)
    )
    return null
  }).pipe(Effect.scoped)
  const error = yield* Effect.catchIf(
    read,
    (error): error is UpstreamError => error._tag !== "SqlError",
    (error) => Effect.succeed(`${error._tag}: ${error.message}`)
  )
  const entities = yield* comparison.results(DateTime.toDateUtc(startedAt))
  return { startedAt, ...spent, error, complete: entities.every(({ complete }) => complete), entities }
})
