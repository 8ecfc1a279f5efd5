import { DateTime, Effect } from "effect"
import { simulatedAuth } from "../local/LocalSimulator.ts"
import * as LocalStack from "../local/LocalStack.ts"
import { BenchFailed } from "./BenchFailed.ts"
import { figuresOf } from "./Figures.ts"
import { usageOf } from "./ProcessUsage.ts"
import { writtenRows } from "./WrittenRows.ts"

const orgId = "bench-church"

/** A first full sync by one node: its time is the run's own, from the request for it to its end. */
export const measureEngine = Effect.fn("Bench.measureEngine")(function* (options: {
  readonly simulator: LocalStack.LocalStackOptions["simulator"]
  readonly nodeFlags: ReadonlyArray<string>
}) {
  const stack = yield* LocalStack.start({ nodes: 1, ...options })
  const [node] = stack.nodes
  if (node === undefined) return yield* Effect.dieMessage("no node started")
  const client = yield* stack.client(node)
  yield* client.Connect({ orgId, adapter: "pco", auth: simulatedAuth })
  const requestsBefore = (yield* stack.simulator.admin.requests).total
  const before = yield* usageOf(node.process.pid)
  const { runId } = yield* client.StartSync({ orgId, adapter: "pco", mode: "full" })
  const run = yield* client
    .GetRun({ orgId, runId })
    .pipe(Effect.delay("500 millis"), Effect.repeat({ until: ({ finishedAt }) => finishedAt !== null }))
  const after = yield* usageOf(node.process.pid)
  if (run.status !== "succeeded" || run.finishedAt === null) {
    return yield* new BenchFailed({
      program: "engine",
      reason: "notSucceeded",
      detail: run.error ?? run.status
    })
  }
  return figuresOf({
    rows: yield* writtenRows("engine", stack),
    seconds: DateTime.distance(run.createdAt, run.finishedAt) / 1000,
    requests: (yield* stack.simulator.admin.requests).total - requestsBefore,
    before,
    after
  })
}, Effect.scoped)
