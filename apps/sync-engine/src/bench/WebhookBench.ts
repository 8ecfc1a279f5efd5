import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql"
import { LocalPostgres } from "@openfaith/local-postgres"
import { Clock, Effect, Redacted, Schedule, Schema } from "effect"
import { simulatedAuth } from "../local/LocalSimulator.ts"
import * as LocalStack from "../local/LocalStack.ts"
import { BenchFailed } from "./BenchFailed.ts"
import { printReport } from "./PrintReport.ts"
import { cpuSecondsOf } from "./ProcessUsage.ts"
import { rounded } from "./Report.ts"
import { orgId, runSync } from "./RunSync.ts"

/** How heavy the load is. */
export interface WebhookBenchOptions {
  readonly people: number
  readonly seed: number
  /** Deliveries a second, one load after the other. */
  readonly perSecond: ReadonlyArray<number>
  /** How long each load lasts. */
  readonly seconds: number
  /** Seconds of the heaviest load that are not measured, so that what takes deliveries is compiled. */
  readonly warmUp: number
  /** Whether a node with little other work takes the deliveries, beside one that does the work. */
  readonly front: boolean
  /** Whether PostgreSQL waits for the disk at each commit. */
  readonly durable: boolean
  /** Flags of Node itself for the nodes. */
  readonly nodeFlags: ReadonlyArray<string>
}

// What whoever waits for an answer hardly notices.
const promptMillis = 25

const Report = Schema.Struct({
  delivered: Schema.Int,
  failed: Schema.Int,
  forgedAccepted: Schema.Int,
  answerMs: Schema.Struct({ p50: Schema.Number, p99: Schema.Number, max: Schema.Number })
})

/** Waits until the inbox is worked off. */
const untilWorkedOff = (databaseUrl: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql`select from sync.inbox where processed_at is null limit 1`.pipe(
      Effect.repeat({ while: (pending) => pending.length > 0, schedule: Schedule.spaced("100 millis") })
    )
  }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(databaseUrl) })))

/** What one load came to. */
interface Load {
  readonly perSecond: number
  readonly deliveries: number
  readonly answerMs: typeof Report.Type.answerMs
  /** From the last answer until every record is written. */
  readonly workedOffAfter: number
  readonly cpuMicrosPerDelivery: number
}

/** Sends deliveries at a steady rate, a fifth of them repeated and one of twenty forged, and waits until they are worked off. */
const sendLoad = Effect.fnUntraced(function* (
  { nodes, databaseUrl, simulator: { admin } }: LocalStack.LocalStack,
  perSecond: number,
  seconds: number
) {
  const deliveries = perSecond * seconds
  const cpuSeconds = cpuSecondsOf(nodes.map(({ process }) => process.pid))
  yield* admin.call("DELETE", "/_sim/webhooks")
  const before = yield* cpuSeconds
  yield* admin.call("POST", "/_sim/webhooks/load", {
    count: deliveries,
    perSecond,
    duplicates: 0.2,
    forged: 0.05,
    shuffleMs: 500
  })
  const report = yield* Effect.flatMap(
    admin.call("POST", "/_sim/webhooks/flush", { timeoutMs: 60_000 + seconds * 2_000 }),
    Schema.decodeUnknown(Report)
  )
  const answered = yield* Clock.currentTimeMillis
  yield* untilWorkedOff(databaseUrl)
  const workedOffAfter = rounded(((yield* Clock.currentTimeMillis) - answered) / 1000, 1)
  const after = yield* cpuSeconds
  if (report.failed > 0 || report.forgedAccepted > 0) {
    const detail = JSON.stringify(report)
    return yield* new BenchFailed({ program: "engine", reason: "notSucceeded", detail })
  }
  const load: Load = {
    perSecond,
    deliveries,
    answerMs: report.answerMs,
    workedOffAfter,
    cpuMicrosPerDelivery: Math.round(((after - before) * 1e6) / deliveries)
  }
  return load
})

const measureLoads = Effect.fnUntraced(function* (options: WebhookBenchOptions) {
  const { durable, front, nodeFlags, people, seconds, seed, warmUp } = options
  const rates = options.perSecond.toSorted((one, other) => one - other)
  const { url: databaseUrl } = yield* LocalPostgres.start({ durable })
  const stack = yield* LocalStack.start({
    databaseUrl,
    nodes: front ? 2 : 1,
    environmentOf: (index) => (front && index === 0 ? { WORK_SHARE: "10" } : {}),
    simulator: { people, seed, "rate-limit": 0, latency: 0, "request-log": 1 },
    nodeFlags,
    webhooks: true
  })
  const [node] = stack.nodes
  if (node === undefined) return yield* Effect.dieMessage("no node started")
  const client = yield* stack.client(node)
  yield* client.Connect({ orgId, adapter: "pco", auth: simulatedAuth })
  yield* runSync(client, "full")
  if (warmUp > 0) yield* sendLoad(stack, Math.max(...rates), warmUp)
  const loads = yield* Effect.forEach(rates, (rate) => sendLoad(stack, rate, seconds))
  const promptPerSecond = Math.max(
    0,
    ...loads.filter((load) => load.answerMs.p99 <= promptMillis).map((load) => load.perSecond)
  )
  return {
    people,
    loads,
    promptPerSecond,
    table: loads.map(({ answerMs, cpuMicrosPerDelivery, deliveries, perSecond, workedOffAfter }) => ({
      "deliveries/s": perSecond,
      deliveries,
      "answer p50, ms": rounded(answerMs.p50, 1),
      "p99, ms": rounded(answerMs.p99, 1),
      "longest, ms": rounded(answerMs.max, 1),
      "worked off after, s": workedOffAfter,
      "CPU µs a delivery": cpuMicrosPerDelivery
    })),
    checks: [
      {
        what: `deliveries a second with p99 of the answers within ${promptMillis} ms`,
        seen: promptPerSecond,
        atLeast: Math.min(...rates)
      }
    ]
  }
})

/**
 * Deliveries of webhooks at steady rates to one node: how long the source waits for an answer, what one costs the node, and
 * when the last record is written.
 */
export const webhookBench = (options: WebhookBenchOptions) => {
  const { nodeFlags: _flags, ...given } = options
  return printReport("webhooks", given, Effect.scoped(measureLoads(options)))
}
