import type { Caller, OrganizationSummary, ServiceUnavailable } from "@openfaith/sync-api"
import { Context, DateTime, Duration, Effect, Layer } from "effect"
import { nextAt } from "../scheduling/ScheduleTiming.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { OrganizationStore, type SummaryRow } from "../stores/OrganizationStore.ts"
import { OverviewStore } from "../stores/OverviewStore.ts"
import { ScheduleStore, type StoredSchedule } from "../stores/ScheduleStore.ts"
import { answering } from "./Answering.ts"
import { connectionView } from "./Views.ts"

/** The first time at which one of these is due. */
const firstDue = (schedules: ReadonlyArray<StoredSchedule>): DateTime.Utc | null =>
  schedules
    .map(nextAt)
    .reduce(
      (first, next) => (first === null || (next !== null && DateTime.lessThan(next, first)) ? next : first),
      null
    )

// Counting rows reads every table; who looks at the list does so again and again.
const countedFor = Duration.seconds(20)

/** Organisations at a glance. */
export class Organizations extends Context.Tag("@openfaith/sync-engine/Organizations")<
  Organizations,
  {
    /** Those that the caller's key is for. */
    readonly list: (
      caller: Caller["Type"]
    ) => Effect.Effect<ReadonlyArray<OrganizationSummary>, ServiceUnavailable>
  }
>() {
  static readonly layer = Layer.effect(
    Organizations,
    Effect.gen(function* () {
      const connections = yield* ConnectionStore
      const organizations = yield* OrganizationStore
      const overviews = yield* OverviewStore
      const schedules = yield* ScheduleStore
      const counted = yield* Effect.cachedWithTTL(organizations.rows, countedFor)
      // Whoever has just connected wants to see what the first run brings, and has little to count.
      const rowsOf = ({ lastStartedAt, orgId }: SummaryRow, rows: ReadonlyMap<string, number>) =>
        rows.has(orgId) || lastStartedAt === null
          ? Effect.succeed(rows.get(orgId) ?? 0)
          : Effect.map(overviews.of(orgId), ({ entities }) =>
              entities.reduce((sum, { rows }) => sum + rows, 0)
            )
      const list = Effect.gen(function* () {
        const accounts = yield* connections.all
        const due = yield* schedules.list(null)
        const rows = yield* counted
        const budgets = yield* organizations.budgets
        return yield* Effect.forEach(yield* organizations.summaries, (summary) =>
          Effect.map(rowsOf(summary, rows), (rows): OrganizationSummary => {
            const { lastCompletedAt, lastStartedAt, lastSucceededAt, orgId, ...counts } = summary
            return {
              orgId,
              connections: accounts.filter((account) => account.orgId === orgId).map(connectionView),
              freshness: { lastStartedAt, lastCompletedAt, lastSucceededAt },
              nextRunAt: firstDue(due.filter((schedule) => schedule.orgId === orgId)),
              rows,
              budgets: budgets.flatMap(({ orgId: of, ...budget }) => (of === orgId ? [budget] : [])),
              ...counts
            }
          })
        )
      })
      return {
        list: ({ organizations }) =>
          Effect.map(answering(list), (all) =>
            all.filter(({ orgId }) => organizations === null || organizations.includes(orgId))
          ).pipe(Effect.withSpan("Organizations.list"))
      }
    })
  )
}
