import { FileSystem } from "@effect/platform"
import { Effect } from "effect"

/** What a process has used so far. */
export interface ProcessUsage {
  /** The most memory it ever held, in megabytes of 1,000,000 bytes. */
  readonly peakRssMb: number
  /** Seconds of a processor's time, its own and the kernel's for it. */
  readonly cpuSeconds: number
}

// Linux counts in hundredths of a second towards programs, whatever the kernel's own clock.
const ticksInSecond = 100

/** Reads `VmHWM` of `/proc/<pid>/status` and `utime`, `stime` of `/proc/<pid>/stat`. */
export const parseUsage = (status: string, stat: string): ProcessUsage => {
  // The second field is the program's name in brackets, which may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return {
    peakRssMb: (Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksInSecond
  }
}

/** Reads how many nanoseconds a thread ran, and how many it waited to. */
export const parseWantedSeconds = (schedstat: string): number => {
  const [ran, waited] = schedstat.split(" ").map(Number)
  return ((ran ?? Number.NaN) + (waited ?? Number.NaN)) / 1e9
}

/**
 * What a living process has used; Linux only.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export const usageOf = (pid: number) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    return parseUsage(
      yield* fs.readFileString(`/proc/${pid}/status`),
      yield* fs.readFileString(`/proc/${pid}/stat`)
    )
  })

/** Seconds of a processor's time that living processes have used together. */
export const cpuSecondsOf = (pids: ReadonlyArray<number>) =>
  Effect.map(Effect.forEach(pids, usageOf), (usages) =>
    usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)
  )

/**
 * Seconds for which a process's main thread ran or stood in the queue for a processor, of `/proc/<pid>/schedstat`; Linux only.
 * A thread that spends all of its time so has no room for more, however little of it others left it.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
export const wantedSecondsOf = (pid: number) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    return parseWantedSeconds(yield* fs.readFileString(`/proc/${pid}/schedstat`))
  })
