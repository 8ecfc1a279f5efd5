import { Effect } from "effect"
import { ScheduleStore, type StoredSchedule } from "../stores/ScheduleStore.ts"
import { isDue } from "./ScheduleTiming.ts"

/**
 * Queues the runs that are due and answers them. The schedules come full runs first, and each is looked at anew when it
 * is queued: so a reconciliation that is due with a full run waits for it and is done by it.
 */
export const startDueRuns = Effect.gen(function* () {
  const schedules = yield* ScheduleStore
  yield* schedules.ensure
  const due = (yield* schedules.list(null)).filter((schedule) => isDue(schedule, schedule.now))
  const started: Array<StoredSchedule & { readonly runId: string }> = []
  for (const schedule of due) {
    const runId = crypto.randomUUID()
    if (!(yield* schedules.fire(schedule, runId))) continue
    started.push({ ...schedule, runId })
    yield* Effect.annotateLogs(Effect.logInfo("run scheduled"), {
      runId,
      mode: schedule.mode,
      connectionId: schedule.connectionId
    })
  }
  return started
})
