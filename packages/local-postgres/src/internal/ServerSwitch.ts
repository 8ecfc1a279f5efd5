import { Duration, Effect, Option, Ref, Schedule } from "effect"
import { ServerFailed } from "../LocalPostgresError.ts"
import type { Postmaster } from "./Postmaster.ts"
import type { Workspace } from "./Workspace.ts"

const fastStop = "SIGINT"
const stopTimeout = Duration.seconds(30)

/** After SIGKILL the old server's children need a moment to notice; until they have, a new one refuses the data. */
const startRetries = Schedule.intersect(Schedule.spaced("200 millis"), Schedule.recurs(10))

const stopRunning = (postmaster: Postmaster, signal: NodeJS.Signals) =>
  postmaster.signal(signal).pipe(
    Effect.zipRight(postmaster.exited),
    Effect.timeoutFail({
      duration: stopTimeout,
      onTimeout: () => new ServerFailed({ step: "stop", reason: "timedOut", log: "" })
    })
  )

/** Holds the one process a server has at a time, and keeps the guard told of it. */
export const makeServerSwitch = (
  launch: (onSpawn: (it: Postmaster) => Effect.Effect<void>) => Effect.Effect<Postmaster, ServerFailed>,
  workspace: Workspace
) =>
  Effect.gen(function* () {
    const current = yield* Ref.make(Option.none<Postmaster>())
    const mutex = yield* Effect.makeSemaphore(1)
    const set = (postmaster: Option.Option<Postmaster>) =>
      Ref.set(current, postmaster).pipe(
        Effect.zipRight(
          Effect.sync(() =>
            workspace.guardServer(Option.getOrUndefined(Option.map(postmaster, ({ pid }) => pid)))
          )
        )
      )
    const end = (signal: NodeJS.Signals) =>
      Effect.flatMap(
        Ref.get(current),
        Option.match({
          onNone: () => Effect.void,
          onSome: (postmaster) => stopRunning(postmaster, signal).pipe(Effect.zipRight(set(Option.none())))
        })
      )
    const begin = Effect.gen(function* () {
      if (Option.isSome(yield* Ref.get(current))) return
      yield* launch((postmaster) => set(Option.some(postmaster))).pipe(
        // One that did not come up may still be there.
        Effect.tapError(() => Effect.orDie(end("SIGKILL")))
      )
    })
    return {
      pid: Effect.map(
        Ref.get(current),
        Option.map(({ pid }) => pid)
      ),
      end: (signal: NodeJS.Signals) => mutex.withPermits(1)(end(signal)),
      begin: mutex.withPermits(1)(begin),
      beginAgain: mutex.withPermits(1)(Effect.retry(begin, startRetries)),
      restart: mutex.withPermits(1)(Effect.zipRight(end(fastStop), Effect.retry(begin, startRetries)))
    }
  })
