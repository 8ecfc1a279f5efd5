import { Clock, Duration, Effect, Schedule } from "effect"
import { cpus, loadavg, totalmem } from "node:os"
import { wantedSecondsOf } from "./ProcessUsage.ts"

/** What a benchmark ran on, and what else went on there when it began. */
export interface Machine {
  readonly cores: number
  readonly processor: string
  readonly memoryGb: number
  readonly node: string
  /** Processes that wanted a core in the minute before; of a quiet machine less than 0.5. */
  readonly load: number
}

/** Looks at this machine. */
export const machine: Effect.Effect<Machine> = Effect.sync(() => ({
  cores: cpus().length,
  processor: cpus()[0]?.model.trim() ?? "unknown",
  memoryGb: Math.round(totalmem() / 1e9),
  node: process.version,
  load: Number((loadavg()[0] ?? 0).toFixed(1))
}))

const processorTime = Effect.sync(() => {
  let idle = 0
  let all = 0
  for (const { times } of cpus()) {
    idle += times.idle
    all += times.idle + times.user + times.nice + times.sys + times.irq
  }
  return { idle, all }
})

/** How busy it was between two looks, as shares of 1. */
export interface Look {
  /** Milliseconds since the epoch, at its end. */
  readonly at: number
  /** All cores, with everything that ran on them. */
  readonly machine: number
  /** Of the watched processes' main threads the one that had most to spare: how long it ran or waited for a processor. */
  readonly thread: number
}

const lookEvery = Duration.seconds(1)

/** Runs an effect and tells beside its result how busy the machine and some of its processes were meanwhile. */
export const watched = <A, E, R>(effect: Effect.Effect<A, E, R>, pids: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const now = Effect.gen(function* () {
      const wanted = yield* Effect.forEach(pids, wantedSecondsOf)
      return { at: yield* Clock.currentTimeMillis, ...(yield* processorTime), wanted }
    })
    const marks = [yield* now]
    yield* now.pipe(
      Effect.tap((mark) => marks.push(mark)),
      Effect.schedule(Schedule.spaced(lookEvery)),
      Effect.forkScoped
    )
    const result = yield* effect
    const looks = marks.slice(1).map(({ all, at, idle, wanted }, index): Look => {
      const before = marks[index] ?? { all, at, idle, wanted }
      const seconds = (at - before.at) / 1000
      return {
        at,
        machine: 1 - (idle - before.idle) / (all - before.all),
        thread: Math.min(...wanted.map((one, place) => (one - (before.wanted[place] ?? 0)) / seconds))
      }
    })
    return [result, looks] as const
  }).pipe(Effect.scoped)
