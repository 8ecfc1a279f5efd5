import {
  InvalidRequest,
  NotFound,
  type Schedule,
  type ServiceUnavailable,
  type SyncMode,
  type UpdateScheduleRequest
} from "@openfaith/sync-api"
import { Context, Effect, Layer } from "effect"
import { ForOrganization } from "../database/ForOrganization.ts"
import { isDue, nextAt } from "../scheduling/ScheduleTiming.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { ScheduleStore, type StoredSchedule } from "../stores/ScheduleStore.ts"
import { connectionTo, inOrganization } from "./ConnectionLookup.ts"

const scheduleView = (schedule: StoredSchedule): Schedule => ({
  adapter: schedule.adapter,
  mode: schedule.mode,
  everySeconds: schedule.timing.kind === "every" ? schedule.timing.seconds : null,
  at: schedule.timing.kind === "nightly" ? schedule.timing.at : null,
  paused: schedule.paused,
  lastCompletedAt: schedule.lastCompletedAt,
  nextAt: nextAt(schedule),
  overdue: isDue(schedule, schedule.now)
})

/** What a change lacks or has too much of. */
const faultsOf = ({ at, everySeconds, paused }: UpdateScheduleRequest) => {
  if (at !== undefined && everySeconds !== undefined)
    return [{ path: "at", message: "Expected either everySeconds or at, not both" }]
  return at === undefined && everySeconds === undefined && paused === undefined
    ? [{ path: "", message: "Expected at least one of paused, everySeconds and at" }]
    : []
}

/** When organisations are synced by themselves, and how that is changed. */
export class Schedules extends Context.Tag("@openfaith/sync-engine/Schedules")<
  Schedules,
  {
    readonly list: (orgId: string) => Effect.Effect<ReadonlyArray<Schedule>, NotFound | ServiceUnavailable>
    /** A mode that has no schedule is given one by saying when. */
    readonly update: (
      orgId: string,
      adapter: string,
      mode: SyncMode,
      change: UpdateScheduleRequest
    ) => Effect.Effect<Schedule, InvalidRequest | NotFound | ServiceUnavailable>
  }
>() {
  static readonly layer = Layer.effect(
    Schedules,
    Effect.gen(function* () {
      const schedules = yield* ScheduleStore
      const ofOrganization = inOrganization(yield* ForOrganization, yield* ConnectionStore)

      return {
        list: (orgId) =>
          ofOrganization(orgId, () => Effect.map(schedules.list(orgId), (all) => all.map(scheduleView))),

        update: Effect.fn("Schedules.update")((orgId, adapter, mode, change) =>
          ofOrganization(
            orgId,
            Effect.fnUntraced(function* (connections) {
              const { connectionId } = yield* connectionTo(adapter)(connections)
              const issues = faultsOf(change)
              if (issues.length > 0) return yield* new InvalidRequest({ issues })
              const exists = yield* schedules.update({ connectionId, mode }, change)
              const updated = exists ? yield* schedules.list(orgId) : []
              const schedule = updated.find((row) => row.connectionId === connectionId && row.mode === mode)
              if (schedule === undefined) return yield* new NotFound({ resource: "schedule", id: mode })
              return scheduleView(schedule)
            })
          )
        )
      }
    })
  )
}
