import { Clock, Context, Duration, Effect, Layer } from "effect"

const windowMillis = 500
const many = 25
const aMoment = Duration.seconds(1)

/** How fast deliveries come in at this node. */
export class DeliveryRate extends Context.Tag("@openfaith/sync-engine/DeliveryRate")<
  DeliveryRate,
  {
    /** One came in. */
    readonly count: Effect.Effect<void>
    /**
     * Waits a moment while many come in: the source waits for their answers, and gives up on those who are slow. The records
     * that they tell of lose nothing by it, and are read together with what comes in meanwhile.
     */
    readonly yieldToDeliveries: Effect.Effect<void>
  }
>() {
  static readonly layer = Layer.sync(DeliveryRate, () => {
    let windowBegan = 0
    let came = 0
    let cameBefore = 0
    const turn = (now: number) => {
      const windows = Math.floor((now - windowBegan) / windowMillis)
      if (windows < 1) return
      cameBefore = windows === 1 ? came : 0
      came = 0
      windowBegan += windows * windowMillis
    }
    return {
      count: Effect.map(Clock.currentTimeMillis, (now) => {
        turn(now)
        came += 1
      }),
      yieldToDeliveries: Effect.flatMap(Clock.currentTimeMillis, (now) => {
        turn(now)
        return Math.max(came, cameBefore) >= many ? Effect.sleep(aMoment) : Effect.void
      })
    }
  })
}
