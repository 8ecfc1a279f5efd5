import { Command, Options } from "@effect/cli"
import { Effect, Option } from "effect"

const people = Options.integer("people").pipe(
  Options.withDefault(100_000),
  Options.withDescription("How many people the simulated church has")
)
const seed = Options.integer("seed").pipe(
  Options.withDefault(1),
  Options.withDescription("The same seed makes the same church")
)
const rounds = Options.integer("rounds").pipe(
  Options.withDefault(1),
  Options.withDescription("How often both programs run; the round with the median ratio is printed")
)
const profile = Options.text("profile").pipe(
  Options.optional,
  Options.withDescription("Folder for a CPU profile of the node, which slows it down")
)

const profiling = Option.match({
  onNone: (): ReadonlyArray<string> => [],
  onSome: (folder: string) => ["--cpu-prof", `--cpu-prof-dir=${folder}`]
})

const Full = Command.make("full", { people, seed, rounds, profile }, ({ profile, ...options }) =>
  Effect.flatMap(
    // Loaded only here: a node in production needs neither the simulator nor a PostgreSQL of its own.
    Effect.promise(() => import("../bench/FullBench.ts")),
    ({ fullBench }) => fullBench({ ...options, nodeFlags: profiling(profile) })
  )
).pipe(
  Command.withDescription(
    "A first full sync beside the plainest program there is; figures as JSON on standard output"
  )
)

const costPeople = Options.integer("people").pipe(
  Options.withDefault(12_000),
  Options.withDescription("How many people the simulated church has")
)

const Costs = Command.make("costs", { people: costPeople, seed }, (options) =>
  Effect.flatMap(
    Effect.promise(() => import("../bench/CostBench.ts")),
    ({ costBench }) => costBench(options)
  )
).pipe(
  Command.withDescription(
    "The requests that each kind of sync takes, counted by the source; as JSON on standard output"
  )
)

const WebhookLoad = Command.make(
  "webhooks",
  {
    people: Options.integer("people").pipe(
      Options.withDefault(2_000),
      Options.withDescription("How many people the simulated church has")
    ),
    seed,
    deliveries: Options.integer("deliveries").pipe(
      Options.withDefault(5_000),
      Options.withDescription("Deliveries in all, repeated and forged ones included")
    ),
    perSecond: Options.integer("per-second").pipe(
      Options.withDefault(200),
      Options.withDescription("Deliveries a second")
    ),
    profile
  },
  ({ profile, ...options }) =>
    Effect.flatMap(
      Effect.promise(() => import("../bench/WebhookBench.ts")),
      ({ webhookBench }) => webhookBench({ ...options, nodeFlags: profiling(profile) })
    )
).pipe(
  Command.withDescription(
    "Deliveries of webhooks to one node: how long the source waits, and what one costs; as JSON on standard output"
  )
)

const count = (name: string, usual: number, description: string) =>
  Options.integer(name).pipe(Options.withDefault(usual), Options.withDescription(description))

const Fairness = Command.make(
  "fairness",
  {
    largePeople: count("large-people", 100_000, "How many people the large church has"),
    churches: count("churches", 50, "How many small churches there are"),
    smallPeople: count("small-people", 40, "How many people each small church has"),
    limit: count(
      "limit",
      100,
      "Requests that each church's account may make in 20 seconds; 0 for any number"
    ),
    nodes: count("nodes", 2, "How many nodes share the work"),
    seed
  },
  (options) =>
    Effect.flatMap(
      Effect.promise(() => import("../bench/FairnessBench.ts")),
      ({ fairnessBench }) => fairnessBench(options)
    )
).pipe(
  Command.withDescription(
    "Small churches alone, and beside the first full sync of a large one; as JSON on standard output"
  )
)

/** `bench`: measures the engine on this machine. */
export const Bench = Command.make("bench").pipe(
  Command.withDescription("Measure the engine on this machine"),
  Command.withSubcommands([Full, Costs, WebhookLoad, Fairness])
)
