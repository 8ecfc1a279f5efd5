import { Duration, Effect, Schedule } from "effect"
import { cpus, loadavg, totalmem } from "node:os"
import { quantile } from "./Spread.ts"

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

const lookEvery = Duration.seconds(2)

/**
 * Runs an effect and tells beside its result which share of all cores everything on the machine used: in the middle of
 * all looks meanwhile, since in the last minute there is little left to do.
 */
export const withBusyShare = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const looks = [yield* processorTime]
    yield* processorTime.pipe(
      Effect.tap((now) => looks.push(now)),
      Effect.schedule(Schedule.spaced(lookEvery)),
      Effect.forkScoped
    )
    const result = yield* effect
    const shares = looks.slice(1).map((now, index) => {
      const before = looks[index] ?? now
      return 1 - (now.idle - before.idle) / (now.all - before.all)
    })
    const ascending = shares.toSorted((one, other) => one - other)
    return [result, quantile(ascending, 0.5)] as const
  }).pipe(Effect.scoped)
