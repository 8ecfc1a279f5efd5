import { Effect } from "effect"

/** Work of the processor's alone that pauses now and then, so that others may have their turn. */
export type Steps<A> = Generator<void, A>

/** Does all steps without a pause. */
export const atOnce = <A>(steps: Steps<A>): A => {
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  return step.value
}

// A fiber that yields to others does so before whatever came in over the network is looked at.
const untilOthersHadTheirTurn = Effect.async<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

// What a request may have to wait for work that is not its own, milliseconds.
const turn = 4

/** Does all steps; now and then, requests are answered and answers are heard. */
export const inTurns = <A>(work: () => Steps<A>): Effect.Effect<A> =>
  Effect.suspend(() => {
    const steps = work()
    const go: Effect.Effect<A> = Effect.suspend(() => {
      const until = performance.now() + turn
      let step = steps.next()
      while (step.done !== true && performance.now() < until) step = steps.next()
      return step.done === true ? Effect.succeed(step.value) : Effect.zipRight(untilOthersHadTheirTurn, go)
    })
    return go
  })
