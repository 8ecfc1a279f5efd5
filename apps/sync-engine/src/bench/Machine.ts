import { Clock, Duration, Effect, Schedule } from "effect"
import { cpus, loadavg, totalmem } from "node:os"
import { cpuSecondsOf } from "./ProcessUsage.ts"

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

/** How much of the processors is used: shares of the time between two looks. */
export interface Busy {
  /** Of all cores, by everything on the machine. */
  readonly machine: number
  /** Of one core, by each of the processes. */
  readonly process: number
}

const lookEvery = Duration.seconds(2)

/**
 * Runs an effect and tells beside its result how busy machine and processes were most of the time meanwhile: in the middle of
 * all looks, so that neither the first nor the last seconds count for more than they are.
 */
export const whileBusy = <A, E, R>(effect: Effect.Effect<A, E, R>, pids: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const look = Effect.all({ at: Clock.currentTimeMillis, machine: processorTime, used: cpuSecondsOf(pids) })
    const looks = [yield* look]
    yield* look.pipe(
      Effect.tap((now) => looks.push(now)),
      Effect.schedule(Schedule.spaced(lookEvery)),
      Effect.forkScoped
    )
    const result = yield* effect
    const busy = looks.slice(1).flatMap((now, index): ReadonlyArray<Busy> => {
      const before = looks[index]
      if (before === undefined) return []
      const seconds = (now.at - before.at) / 1000
      return [
        {
          machine: 1 - (now.machine.idle - before.machine.idle) / (now.machine.all - before.machine.all),
          process: (now.used - before.used) / seconds / pids.length
        }
      ]
    })
    return [result, { machine: middle(busy, "machine"), process: middle(busy, "process") }] as const
  }).pipe(Effect.scoped)

const middle = (all: ReadonlyArray<Busy>, of: keyof Busy): number =>
  all.map((one) => one[of]).toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0
