import { Console, Effect } from "effect"
import type { EngineClient } from "../client/EngineClient.ts"
import { simulatedAuth } from "../local/LocalSimulator.ts"
import * as LocalStack from "../local/LocalStack.ts"
import { BenchFailed } from "./BenchFailed.ts"
import { printReport } from "./PrintReport.ts"
import { rounded } from "./Report.ts"
import { secondsOf, untilEnded } from "./RunSync.ts"
import { quantile } from "./Spread.ts"

/** How unequal the churches are. */
export interface FairnessBenchOptions {
  readonly largePeople: number
  readonly churches: number
  readonly smallPeople: number
  /** Requests that an account may make in 20 seconds; 0 for any number. */
  readonly limit: number
  readonly nodes: number
  readonly seed: number
}

const large = "large-church"
const small = (index: number): string => `small-church-${index + 1}`

const connect = (client: EngineClient, orgId: string, account: number) =>
  client.Connect({
    orgId,
    adapter: "pco",
    auth: { ...simulatedAuth, applicationId: `${simulatedAuth.applicationId}-${account}` }
  })

const start = (client: EngineClient, orgId: string) =>
  Effect.map(client.StartSync({ orgId, adapter: "pco", mode: "full" }), ({ runId }) => ({ orgId, runId }))

/** A full sync of all small churches, asked for at once. */
const syncSmall = Effect.fnUntraced(function* (client: EngineClient, churches: number) {
  const runs = yield* Effect.forEach(
    Array.from({ length: churches }, (_, index) => small(index)),
    (orgId) => start(client, orgId),
    { concurrency: 8 }
  )
  const seconds = yield* Effect.forEach(runs, (run) => Effect.map(untilEnded(client, run), secondsOf))
  const at = (share: number) => rounded(quantile(seconds, share), 2)
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
})

/** Full syncs of many small churches, first alone and then beside the first full sync of a large one. */
export const fairnessBench = (options: FairnessBenchOptions) =>
  printReport("fairness", { ...options }, measure(options))

const measure = Effect.fn("fairnessBench")(function* (options: FairnessBenchOptions) {
  const { churches, largePeople, limit, nodes, seed, smallPeople } = options
  const stack = yield* LocalStack.start({
    nodes,
    simulator: {
      people: smallPeople,
      "first-people": largePeople,
      organizations: churches + 1,
      seed,
      "rate-limit": limit,
      "request-log": 1
    }
  })
  const [node] = stack.nodes
  if (node === undefined) return yield* Effect.dieMessage("no node started")
  const client = yield* stack.client(node)
  yield* connect(client, large, 1)
  yield* Effect.forEach(
    Array.from({ length: churches }, (_, index) => index),
    (index) => connect(client, small(index), index + 2),
    { concurrency: 8, discard: true }
  )
  // The first sync of a church writes its rows, the others find them there: those that are compared do the same.
  yield* Console.error("first sync of the small churches")
  yield* syncSmall(client, churches)
  yield* Console.error("small churches alone")
  const alone = yield* syncSmall(client, churches)
  yield* Console.error(`alone: ${JSON.stringify(alone)}`)

  const run = yield* start(client, large)
  const rowsOf = Effect.map(client.GetRun(run), ({ streams }) =>
    streams.reduce((sum, { read }) => sum + read, 0)
  )
  yield* rowsOf.pipe(Effect.delay("500 millis"), Effect.repeat({ until: (rows) => rows > largePeople / 50 }))
  const before = yield* rowsOf
  const beside = yield* syncSmall(client, churches)
  const { finishedAt } = yield* client.GetRun(run)
  if (finishedAt !== null)
    return yield* new BenchFailed({
      program: "engine",
      reason: "notSucceeded",
      detail: "the large church was done before the small ones: make it larger"
    })
  const ratio = rounded(beside.p95 / alone.p95, 2)
  return {
    alone,
    beside,
    ratio,
    largeRowsMeanwhile: (yield* rowsOf) - before,
    table: [
      { "small churches": "alone", ...alone },
      { "small churches": "beside a large one", ...beside }
    ],
    checks: [{ what: "p95 beside ÷ p95 alone", seen: ratio, atMost: 2 }]
  }
}, Effect.scoped)
