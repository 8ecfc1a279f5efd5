import { Cause, Effect, Option } from "effect"

/**
 * A defect inside an activity would become the workflow's result for ever. It is logged, and what becomes of it is
 * written down where people look instead. Failures that somebody expects pass, and interruption: the work goes on elsewhere.
 */
export const recordingDefects =
  <B, E2, R2>(record: (reason: string) => Effect.Effect<B, E2, R2>) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A | B, E | E2, R | R2> =>
    Effect.catchAllCause(effect, (cause): Effect.Effect<B, E | E2, R2> => {
      const failure = Cause.failureOption(cause)
      if (Option.isSome(failure)) return Effect.fail(failure.value)
      return Cause.isInterrupted(cause)
        ? Effect.interrupt
        : Effect.zipRight(
            Effect.logError("unexpected failure", cause),
            record(Cause.pretty(cause).split("\n")[0] ?? "defect")
          )
    })
