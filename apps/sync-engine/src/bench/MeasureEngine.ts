import { DateTime, Effect } from "effect"
import { simulatedAuth } from "../local/LocalSimulator.ts"
import * as LocalStack from "../local/LocalStack.ts"
import { figuresOf } from "./Figures.ts"
import { usageOf } from "./ProcessUsage.ts"
import { orgId, runSync } from "./RunSync.ts"
import { writtenRows } from "./WrittenRows.ts"

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
  const run = yield* runSync(client, "full")
  const after = yield* usageOf(node.process.pid)
  if (run.finishedAt === null) return yield* Effect.dieMessage("the run has no end")
  return figuresOf({
    rows: yield* writtenRows("engine", stack),
    seconds: DateTime.distance(run.createdAt, run.finishedAt) / 1000,
    requests: (yield* stack.simulator.admin.requests).total - requestsBefore,
    before,
    after
  })
}, Effect.scoped)
