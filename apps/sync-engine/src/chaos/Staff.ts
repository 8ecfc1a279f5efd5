import { Effect, Utils } from "effect"
import { type Act, type Church, created, edited, mortal } from "../local/Church.ts"

const oneOf = <A>(random: Utils.PCGRandom, items: readonly [A, ...ReadonlyArray<A>]): A =>
  items[random.integer(items.length)] ?? items[0]

/**
 * What staff do next. Most of it changes records and some of it removes them: few enough that between two audits no
 * more are gone than are believed without a person.
 */
const nextAct = (random: Utils.PCGRandom): Act => {
  const pick = random.integer(100_000)
  const into = random.integer(100_000)
  const share = random.integer(100)
  if (share < 60) return { do: "edit", entity: oneOf(random, edited), pick, silent: random.integer(4) === 0 }
  if (share < 80) return { do: "create", entity: oneOf(random, created), pick }
  if (share < 86) return { do: "remove", entity: oneOf(random, mortal), pick }
  if (share < 88) return { do: "merge", pick, into, children: oneOf(random, ["move", "remove"]) }
  return share < 95 ? { do: "move", pick, into } : { do: "restore", pick }
}

/** Staff at work without a break; an act once begun is ended. */
export const work = (church: Church, seed: number, alone: <A>(act: Effect.Effect<A>) => Effect.Effect<A>) => {
  const random = new Utils.PCGRandom(seed)
  return Effect.suspend(() => Effect.uninterruptible(alone(church.perform(nextAct(random))))).pipe(
    Effect.delay("300 millis"),
    Effect.forever
  )
}
