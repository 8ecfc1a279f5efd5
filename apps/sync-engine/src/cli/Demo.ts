import { Command, Options } from "@effect/cli"
import { Effect } from "effect"
import { json } from "./Parameters.ts"

const people = Options.integer("people").pipe(
  Options.withDefault(12_000),
  Options.withDescription("How many people the simulated church has")
)
const seed = Options.integer("seed").pipe(
  Options.withDefault(1),
  Options.withDescription("The same seed makes the same church")
)
const rateScale = Options.float("rate-scale").pipe(
  Options.withDefault(40),
  Options.withDescription("How many times the real limit of 100 requests in 20 seconds; 1 is the real one")
)
const once = Options.boolean("once").pipe(
  Options.withDescription("End after the sync, with status 0 when all is equal")
)

/** `demo`: a whole engine on this machine, with a simulated church. */
export const Demo = Command.make("demo", { people, seed, rateScale, once, json }, (options) =>
  // Loaded only here: a node in production needs neither the simulator nor a PostgreSQL of its own.
  Effect.flatMap(
    Effect.promise(() => import("../demo/Demo.ts")),
    ({ demo }) => demo(options)
  )
).pipe(Command.withDescription("Run everything on this machine against a simulated Planning Center"))
