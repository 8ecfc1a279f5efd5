import { Effect } from "effect"
import { cpus, loadavg, totalmem } from "node:os"

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

/** Runs an effect and tells beside its result which share of all cores everything on the machine used meanwhile. */
export const withBusyShare = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const before = yield* processorTime
    const result = yield* effect
    const after = yield* processorTime
    return [result, 1 - (after.idle - before.idle) / (after.all - before.all)] as const
  })
