import { spawn } from "node:child_process"
import { open, readFile } from "node:fs/promises"
import { join } from "node:path"
import { Deferred, Duration, Effect, type Option, Schedule } from "effect"
import { ServerFailed } from "../LocalPostgresError.ts"
import { spawnOptions } from "./Command.ts"
import type { ServerAccount } from "./ServerAccount.ts"

/** A PostgreSQL main process that has been started; `exited` completes when it has gone. */
export interface Postmaster {
  readonly pid: number
  readonly exited: Effect.Effect<void>
  readonly signal: (signal: NodeJS.Signals) => Effect.Effect<void>
}

/** What a server is started with; `log` is the file its output is appended to. */
export interface PostmasterOptions {
  readonly binaries: string
  readonly account: Option.Option<ServerAccount>
  readonly dataDir: string
  readonly log: string
  readonly settings: Readonly<Record<string, string>>
}

const startTimeout = Duration.seconds(60)
const logLines = 20

const spawnPostmaster = (options: PostmasterOptions): Effect.Effect<Postmaster, ServerFailed> =>
  Effect.gen(function* () {
    const settings = Object.entries(options.settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
    const exited = yield* Deferred.make<void>()
    const log = yield* Effect.promise(() => open(options.log, "a"))
    const child = spawn(join(options.binaries, "bin", "postgres"), ["-D", options.dataDir, ...settings], {
      ...spawnOptions(options.account),
      // A session of its own: the terminal's Ctrl-C must not stop it before those who still use it.
      detached: true,
      stdio: ["ignore", log.fd, log.fd]
    })
    child.unref()
    child.on("exit", () => Deferred.unsafeDone(exited, Effect.void))
    const spawnFault = new Promise<Error>((resolve) => child.on("error", resolve))
    yield* Effect.promise(() => log.close())
    if (child.pid === undefined) {
      const fault = yield* Effect.promise(() => spawnFault)
      return yield* new ServerFailed({ step: "start", reason: "exited", log: fault.message })
    }
    return {
      pid: child.pid,
      exited: Deferred.await(exited),
      signal: (signal) => Effect.sync(() => void child.kill(signal))
    }
  })

/** PostgreSQL writes its state to the eighth line of its pid file, under the process id on the first. */
export const isReady = (pidFile: string, pid: number): boolean => {
  const lines = pidFile.split("\n")
  return lines[0] === String(pid) && lines[7]?.trim() === "ready"
}

const untilReady = (dataDir: string, pid: number) =>
  Effect.promise(() => readFile(join(dataDir, "postmaster.pid"), "utf8").catch(() => "")).pipe(
    Effect.repeat({ until: (file) => isReady(file, pid), schedule: Schedule.spaced("20 millis") })
  )

const lastLines = (file: string) =>
  Effect.promise(() => readFile(file, "utf8")).pipe(
    Effect.map((text) => text.trimEnd().split("\n").slice(-logLines).join("\n"))
  )

/** Starts a server and waits until it takes connections; `onSpawn` hears of its process before that. */
export const startPostmaster = (
  options: PostmasterOptions,
  onSpawn: (postmaster: Postmaster) => Effect.Effect<void>
): Effect.Effect<Postmaster, ServerFailed> =>
  Effect.gen(function* () {
    const postmaster = yield* Effect.uninterruptible(spawnPostmaster(options).pipe(Effect.tap(onSpawn)))
    const outcome = yield* Effect.raceFirst(
      Effect.as(untilReady(options.dataDir, postmaster.pid), "ready" as const),
      Effect.as(postmaster.exited, "exited" as const)
    ).pipe(
      Effect.timeoutTo({
        duration: startTimeout,
        onSuccess: (it) => it,
        onTimeout: () => "timedOut" as const
      })
    )
    if (outcome === "ready") return postmaster
    return yield* new ServerFailed({ step: "start", reason: outcome, log: yield* lastLines(options.log) })
  })
