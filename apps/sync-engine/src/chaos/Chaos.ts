import { FileSystem } from "@effect/platform"
import { Console, Duration, Effect, Exit, Fiber, Ref, Schema } from "effect"
import { makeChurch } from "../local/Church.ts"
import { compareWithTruth } from "../local/CompareWithTruth.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { callNodes } from "./Callers.ts"
import * as ChaosStack from "./ChaosStack.ts"
import { connect, keepConnected } from "./Credential.ts"
import { keepEvidence } from "./Evidence.ts"
import { makeInjections } from "./faults/Injection.ts"
import { type Fault, type FaultKind, faultSchedule, type Lane, lanes } from "./FaultSchedule.ts"
import * as Recoveries from "./Recoveries.ts"
import { settle } from "./Settle.ts"
import { work } from "./Staff.ts"
import { isSound, verdictOf } from "./Verdict.ts"
import * as WronglyDeleted from "./WronglyDeleted.ts"

/** How long everything breaks, by which seed, and for how large a church. */
export interface ChaosOptions {
  readonly seed: number
  readonly minutes: number
  readonly people: number
}

/** The engine did not survive what was done to it. */
export class ChaosFailed extends Schema.TaggedError<ChaosFailed>()("ChaosFailed", {
  verdict: Schema.Unknown
}) {
  override get message(): string {
    return "The engine does not hold what the source has, or a node has ended by itself: the figures say which."
  }
}

// Settling has bounds of its own; this one is for what nobody thought of.
const settledWithin = Duration.minutes(20)

/**
 * Lets every lane's faults happen one after the other, all lanes at once. On a machine that is slow to recover a lane falls
 * behind its schedule; what has not happened when the minutes are over does not happen.
 */
const breakEverything = Effect.fnUntraced(function* (
  stack: ChaosStack.ChaosStack,
  recoveries: Recoveries.Recoveries,
  schedule: ReadonlyArray<Fault>,
  minutes: number
) {
  const injections = makeInjections(stack, recoveries)
  const happened = yield* Ref.make<ReadonlyArray<FaultKind>>([])
  const startedAt = performance.now()
  const strike = Effect.fnUntraced(function* (fault: Fault) {
    if (performance.now() - startedAt > minutes * 60_000) return
    yield* Effect.sleep(Duration.millis(Math.max(0, fault.at * 1000 - (performance.now() - startedAt))))
    yield* stack.tell(`${fault.kind} for ${fault.seconds} s`)
    yield* injections[fault.kind](fault)
    yield* Ref.update(happened, (kinds) => [...kinds, fault.kind])
  })
  yield* Effect.forEach(
    Object.keys(lanes) as ReadonlyArray<Lane>,
    (lane) =>
      Effect.forEach(
        schedule.filter((fault) => fault.lane === lane),
        strike,
        { discard: true }
      ),
    { concurrency: "unbounded", discard: true }
  )
  return yield* Ref.get(happened)
})

/** Breaks a whole engine at work by a schedule, lets it settle, and compares what it holds with the truth. */
const judge = Effect.fn("Chaos.judge")(function* (options: ChaosOptions, logs: string) {
  const { minutes, people, seed } = options
  const schedule = faultSchedule(options)
  const stack = yield* ChaosStack.start({ people, seed, logs })
  const { admin } = stack.simulator
  const church = makeChurch(admin)
  // Whoever looks at what is buried has to know all that ever went.
  const mutex = yield* Effect.makeSemaphore(1)
  const wronglyDeleted = yield* WronglyDeleted.make(stack, church, mutex.withPermits(1))
  const recoveries = yield* Recoveries.make(stack)
  const compare = compareWithTruth(ChaosStack.orgId, admin).pipe(
    Effect.provide(stack.sql),
    untilDatabaseAnswers
  )

  yield* admin.call("POST", "/_sim/webhooks", { retryTimeScale: 0.001 })
  yield* connect(stack)
  yield* Effect.forkScoped(keepConnected(stack))
  yield* Effect.forkScoped(wronglyDeleted.watch)
  return yield* Effect.gen(function* () {
    yield* settle(stack)
    yield* stack.tell(`seed ${seed}: ${schedule.length} faults in ${minutes} minutes`)
    const busy = yield* Effect.forkAll([work(church, seed, mutex.withPermits(1)), callNodes(stack, seed)])
    const faults = yield* breakEverything(stack, recoveries, schedule, minutes)
    yield* Fiber.interrupt(busy)
    yield* Effect.timeout(settle(stack), settledWithin)
    const comparisons = yield* compare
    const verdict = verdictOf({
      seed,
      minutes,
      faults,
      comparisons,
      wronglyDeleted: yield* wronglyDeleted.all(comparisons),
      crashes: yield* stack.crashes,
      recoveries: yield* recoveries.all
    })
    if (!isSound(verdict)) yield* keepEvidence({ stack, folder: logs, schedule, comparisons })
    return verdict
  }).pipe(
    Effect.tapError(() =>
      Effect.flatMap(compare, (comparisons) => keepEvidence({ stack, folder: logs, schedule, comparisons }))
    )
  )
}, Effect.scoped)

/** What came of it; where it is not well, logs and evidence stay, and how to see it again is said on standard error. */
export const survive = Effect.fn("Chaos.survive")(function* (options: ChaosOptions) {
  const fs = yield* FileSystem.FileSystem
  const logs = yield* fs.makeTempDirectory({ prefix: "openfaith-chaos-" })
  const { minutes, people, seed } = options
  return yield* judge(options, logs).pipe(
    Effect.onExit((exit) =>
      Exit.isInterrupted(exit) || (Exit.isSuccess(exit) && isSound(exit.value))
        ? Effect.orDie(fs.remove(logs, { recursive: true }))
        : Console.error(
            `Logs and evidence: ${logs}\nAgain: pnpm --silent chaos --seed ${seed} --minutes ${minutes} --people ${people}`
          )
    )
  )
})

/** The same with the verdict as JSON on standard output, and a failure when it is not well. */
export const chaos = (options: ChaosOptions) =>
  survive(options).pipe(
    Effect.tap((verdict) => Console.log(JSON.stringify(verdict))),
    Effect.filterOrFail(isSound, (verdict) => new ChaosFailed({ verdict }))
  )
