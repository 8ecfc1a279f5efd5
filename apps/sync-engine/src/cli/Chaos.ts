import { Command, Options } from "@effect/cli"
import { Effect, Option, Random } from "effect"

const seed = Options.integer("seed").pipe(
  Options.optional,
  Options.withDescription("The same seed draws the same faults; without one it is drawn too, and printed")
)
const minutes = Options.float("minutes").pipe(
  Options.withDefault(5),
  Options.withDescription("How long faults are injected")
)
const people = Options.integer("people").pipe(
  Options.withDefault(400),
  Options.withDescription("How many people the simulated church has")
)

/** `chaos`: breaks a whole engine on this machine, and proves that nothing is lost. */
export const Chaos = Command.make("chaos", { seed, minutes, people }, (options) =>
  Effect.gen(function* () {
    // Loaded only here: a node in production needs neither the simulator nor a PostgreSQL of its own.
    const { chaos } = yield* Effect.promise(() => import("../chaos/Chaos.ts"))
    const drawn = yield* Random.nextIntBetween(1, 1_000_000)
    yield* chaos({ ...options, seed: Option.getOrElse(options.seed, () => drawn) })
  })
).pipe(
  Command.withDescription(
    "Break a whole engine on this machine in every way there is, and compare what is left with the truth; a verdict as " +
      "JSON on standard output"
  )
)
