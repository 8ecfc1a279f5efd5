import { Clock, Context, Duration, Effect, Layer, type Scope } from "effect"
import * as FairSemaphore from "../load/FairSemaphore.ts"

const windowMillis = 500
const many = 25
const aMoment = Duration.seconds(1)
// A source that is slow to answer must not hold up the records of others.
const patience = Duration.seconds(5)

/** How fast deliveries come in at this node. */
export class DeliveryRate extends Context.Tag("@openfaith/sync-engine/DeliveryRate")<
  DeliveryRate,
  {
    /** One came in. */
    readonly count: Effect.Effect<void>
    /**
     * Waits a moment while many come in, and until it is the caller's turn to work, which it has for its scope: the source waits
     * for their answers, and gives up on those who are slow. The records that they tell of lose nothing by it, and are read
     * together with what comes in meanwhile.
     */
    readonly yieldToDeliveries: Effect.Effect<void, never, Scope.Scope>
  }
>() {
  static readonly layer = Layer.sync(DeliveryRate, () => {
    let windowBegan = 0
    let came = 0
    let cameBefore = 0
    const turns = FairSemaphore.make(1)
    const roll = (now: number) => {
      const windows = Math.floor((now - windowBegan) / windowMillis)
      if (windows < 1) return
      cameBefore = windows === 1 ? came : 0
      came = 0
      windowBegan += windows * windowMillis
    }
    return {
      count: Effect.map(Clock.currentTimeMillis, (now) => {
        roll(now)
        came += 1
      }),
      yieldToDeliveries: Effect.gen(function* () {
        roll(yield* Clock.currentTimeMillis)
        if (Math.max(came, cameBefore) < many) return
        yield* Effect.sleep(aMoment)
        const held = yield* turns.held()
        yield* Effect.timeoutOption(held.take, patience)
      })
    }
  })
}
