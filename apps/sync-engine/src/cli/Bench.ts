import { Command, Options } from "@effect/cli"
import { Effect } from "effect"
import { Flame, Publish } from "./BenchDocuments.ts"
import { church, durable, nodeFlags, people, rounds, seed, stack, whole, wholes } from "./BenchOptions.ts"

// Benchmarks are loaded only when they are run: a node in production needs neither the simulator nor a PostgreSQL of its own.

const Full = Command.make("full", { people: people(100_000), rounds, ...stack }, (options) =>
  Effect.flatMap(
    Effect.promise(() => import("../bench/FullBench.ts")),
    ({ fullBench }) => fullBench(options)
  )
).pipe(Command.withDescription("A first full sync beside the plainest program there is, and beside COPY"))

const Unchanged = Command.make("unchanged", { people: people(100_000), rounds, ...stack }, (options) =>
  Effect.flatMap(
    Effect.promise(() => import("../bench/UnchangedBench.ts")),
    ({ unchangedBench }) => unchangedBench(options)
  )
).pipe(Command.withDescription("Full syncs of a church that has not changed since its first one"))

const changed = Options.float("changed").pipe(
  Options.withDefault(1),
  Options.withDescription("The share of the people that change, in percent")
)

const Delta = Command.make(
  "delta",
  {
    people: people(100_000),
    changed,
    idleSeconds: whole("idle-seconds", 10, "How long the node is watched while nothing is asked of it"),
    ...stack
  },
  (options) =>
    Effect.flatMap(
      Effect.promise(() => import("../bench/DeltaBench.ts")),
      ({ deltaBench }) => deltaBench(options)
    )
).pipe(
  Command.withDescription(
    "Deltas when nothing and when little has changed: requests, SQL statements, and what durability takes"
  )
)

const Reconciliation = Command.make(
  "reconciliation",
  { people: people(100_000), changed, ...stack },
  (options) =>
    Effect.flatMap(
      Effect.promise(() => import("../bench/ReconciliationBench.ts")),
      ({ reconciliationBench }) => reconciliationBench(options)
    )
).pipe(
  Command.withDescription("Reconciliations of a church that is whole, and of one that was edited silently")
)

const limit = {
  latency: whole("latency", 150, "Milliseconds every answer of the source is held back"),
  limit: whole("limit", 100, "Requests a period"),
  period: whole("period", 20, "Seconds of a period")
}

const Limit = Command.make("limit", { people: people(12_000), ...limit, ...stack }, (options) =>
  Effect.flatMap(
    Effect.promise(() => import("../bench/LimitBench.ts")),
    ({ limitBench }) => limitBench(options)
  )
).pipe(Command.withDescription("A first full sync under a request limit, beside the least time it can take"))

const Many = Command.make(
  "many",
  {
    organizations: whole("organizations", 200, "How many churches are synced at once"),
    few: whole("few", 20, "How many one node syncs before that, which leave its processor free; 0 for none"),
    people: people(1_000),
    nodes: wholes(
      "nodes",
      [1, 2, 3],
      "How many nodes share the work; several are measured one after the other"
    ),
    warmUpChurches: whole(
      "warm-up-churches",
      40,
      "How many churches of --warm-up people the nodes go through before, not measured"
    ),
    ...limit,
    ...stack
  },
  (options) =>
    Effect.flatMap(
      Effect.promise(() => import("../bench/ManyBench.ts")),
      ({ manyBench }) => manyBench(options)
    )
).pipe(Command.withDescription("First full syncs of many churches at once, each under a limit of its own"))

const Growth = Command.make(
  "growth",
  {
    sizes: wholes(
      "sizes",
      [10_000, 100_000, 1_000_000],
      "How many people the churches have, one after the other"
    ),
    ...stack
  },
  (options) =>
    Effect.flatMap(
      Effect.promise(() => import("../bench/GrowthBench.ts")),
      ({ growthBench }) => growthBench(options)
    )
).pipe(
  Command.withDescription("First full syncs of larger and larger churches: what a row costs, memory, tables")
)

const Peer = Command.make(
  "peer",
  {
    people: people(20_000),
    rows: whole("rows", 131_500, "How many customers the peer lists: about as many as the church has rows"),
    rounds,
    ...church
  },
  (options) =>
    Effect.flatMap(
      Effect.promise(() => import("../bench/PeerBench.ts")),
      ({ peerBench }) => peerBench(options)
    )
).pipe(
  Command.withDescription(
    "A first full sync beside npm's @supabase/stripe-sync-engine, which is installed into a temporary folder for it"
  )
)

const Costs = Command.make("costs", { people: people(12_000), seed }, (options) =>
  Effect.flatMap(
    Effect.promise(() => import("../bench/CostBench.ts")),
    ({ costBench }) => costBench(options)
  )
).pipe(Command.withDescription("The requests that each kind of sync takes, counted by the source"))

const WebhookLoad = Command.make(
  "webhooks",
  {
    people: people(2_000),
    seed,
    perSecond: wholes(
      "per-second",
      [25, 50, 100, 200],
      "Deliveries a second, repeated and forged ones included"
    ),
    seconds: whole("seconds", 25, "How long each load lasts"),
    warmUp: whole("warm-up", 10, "Seconds of the heaviest load before, not measured; 0 for none"),
    front: Options.boolean("front").pipe(
      Options.withDescription("Let a node with little other work take them, beside one that does the work")
    ),
    durable,
    nodeFlags
  },
  (options) =>
    Effect.flatMap(
      Effect.promise(() => import("../bench/WebhookBench.ts")),
      ({ webhookBench }) => webhookBench(options)
    )
).pipe(
  Command.withDescription("Deliveries of webhooks to one node: how long the source waits, and what one costs")
)

const Fairness = Command.make(
  "fairness",
  {
    largePeople: whole("large-people", 100_000, "How many people the large church has"),
    churches: whole("churches", 50, "How many small churches there are"),
    smallPeople: whole("small-people", 40, "How many people each small church has"),
    limit: whole(
      "limit",
      100,
      "Requests that each church's account may make in 20 seconds; 0 for any number"
    ),
    nodes: whole("nodes", 2, "How many nodes share the work"),
    seed
  },
  (options) =>
    Effect.flatMap(
      Effect.promise(() => import("../bench/FairnessBench.ts")),
      ({ fairnessBench }) => fairnessBench(options)
    )
).pipe(Command.withDescription("Small churches alone, and beside the first full sync of a large one"))

/** `bench`: measures the engine on this machine. */
export const Bench = Command.make("bench").pipe(
  Command.withDescription("Measure the engine on this machine; figures as JSON on standard output"),
  Command.withSubcommands([
    Full,
    Unchanged,
    Delta,
    Reconciliation,
    Limit,
    Many,
    Growth,
    Peer,
    Costs,
    WebhookLoad,
    Fairness,
    Flame,
    Publish
  ])
)
