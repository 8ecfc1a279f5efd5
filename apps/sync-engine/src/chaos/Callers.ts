import { Effect, Utils } from "effect"
import { type ChaosStack, orgId } from "./ChaosStack.ts"

/** Deltas are asked for most. */
const modes = ["delta", "delta", "delta", "reconciliation", "full"] as const

/** Programs that ask for syncs and for single records without a break, now this node and now that, and take any answer. */
export const callNodes = ({ simulator, slots }: ChaosStack, seed: number) => {
  const random = new Utils.PCGRandom(seed)
  return Effect.gen(function* () {
    const client = slots[random.integer(slots.length)]?.client
    const mode = modes[random.integer(modes.length)] ?? "delta"
    if (client === undefined) return
    if (random.integer(5) > 0) return yield* client.StartSync({ orgId, adapter: "pco", mode })
    const people = yield* simulator.admin.truth("Person")
    const person = people[random.integer(people.length)]
    if (person !== undefined)
      return yield* client.SyncRecord({ orgId, entity: "Person", externalId: person.id })
  }).pipe(
    Effect.timeout("5 seconds"),
    // A refusal is an answer; a call that is broken off is made again by the next.
    Effect.ignore,
    Effect.zipRight(Effect.sleep("700 millis")),
    Effect.forever
  )
}
