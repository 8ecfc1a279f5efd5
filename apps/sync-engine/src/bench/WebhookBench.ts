import { PgClient } from "@effect/sql-pg"
import { SqlClient } from "@effect/sql"
import { Clock, Console, Effect, Redacted, Schedule, Schema } from "effect"
import { simulatedAuth } from "../local/LocalSimulator.ts"
import * as LocalStack from "../local/LocalStack.ts"
import { BenchFailed } from "./BenchFailed.ts"
import { usageOf } from "./ProcessUsage.ts"
import { orgId, runSync } from "./RunSync.ts"

/** How heavy the load is. */
export interface WebhookBenchOptions {
  readonly people: number
  readonly seed: number
  readonly deliveries: number
  readonly perSecond: number
  /** Flags of Node itself for the node. */
  readonly nodeFlags: ReadonlyArray<string>
}

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

/**
 * Deliveries of webhooks at a steady rate to one node: how long the source waits for an answer, what one costs the node, and
 * when the last record is written. A fifth of them are repeated and one of twenty is forged.
 */
export const webhookBench = Effect.fn("webhookBench")(function* (options: WebhookBenchOptions) {
  const { deliveries, nodeFlags, people, perSecond, seed } = options
  const stack = yield* LocalStack.start({
    nodes: 1,
    simulator: { people, seed, "rate-limit": 0, latency: 0, "request-log": 1 },
    nodeFlags,
    webhooks: true
  })
  const [node] = stack.nodes
  if (node === undefined) return yield* Effect.dieMessage("no node started")
  const { admin } = stack.simulator
  const client = yield* stack.client(node)
  yield* client.Connect({ orgId, adapter: "pco", auth: simulatedAuth })
  yield* runSync(client, "full")

  const before = yield* usageOf(node.process.pid)
  const began = yield* Clock.currentTimeMillis
  yield* admin.call("POST", "/_sim/webhooks/load", {
    count: deliveries,
    perSecond,
    duplicates: 0.2,
    forged: 0.05,
    shuffleMs: 500
  })
  const report = yield* Effect.flatMap(
    admin.call("POST", "/_sim/webhooks/flush", { timeoutMs: 60_000 + (deliveries / perSecond) * 2_000 }),
    Schema.decodeUnknown(Report)
  )
  yield* untilWorkedOff(stack.databaseUrl)
  const seconds = ((yield* Clock.currentTimeMillis) - began) / 1000
  const after = yield* usageOf(node.process.pid)
  if (report.failed > 0 || report.forgedAccepted > 0) {
    return yield* new BenchFailed({
      program: "engine",
      reason: "notSucceeded",
      detail: JSON.stringify(report)
    })
  }
  yield* Console.log(
    JSON.stringify({
      deliveries,
      perSecond,
      answerMs: report.answerMs,
      workedOffSeconds: Number(seconds.toFixed(1)),
      cpuMicrosPerDelivery: Math.round(((after.cpuSeconds - before.cpuSeconds) * 1e6) / deliveries)
    })
  )
}, Effect.scoped)
