import type { SyncMode } from "@openfaith/sync-api"
import { Console, Effect } from "effect"
import { simulatedAuth } from "../local/LocalSimulator.ts"
import * as LocalStack from "../local/LocalStack.ts"
import { editPeople } from "./EditPeople.ts"
import { printReport } from "./PrintReport.ts"
import { orgId, runSync } from "./RunSync.ts"

/** What one kind of sync cost, counted by the source. */
interface Cost {
  readonly sync: string
  readonly requests: number
  readonly rowsChanged: number
}

const measureCosts = Effect.fnUntraced(function* (options: {
  readonly people: number
  readonly seed: number
}) {
  const stack = yield* LocalStack.start({
    nodes: 1,
    simulator: { ...options, "rate-limit": 0, latency: 0, "request-log": 1 }
  })
  const [node] = stack.nodes
  if (node === undefined) return yield* Effect.dieMessage("no node started")
  const { admin } = stack.simulator
  const client = yield* stack.client(node)
  yield* client.Connect({ orgId, adapter: "pco", auth: simulatedAuth })

  const measure = Effect.fnUntraced(function* (mode: SyncMode, sync: string, edits = 0) {
    yield* editPeople(admin, edits, `Changed ${edits}`)
    const before = (yield* admin.requests).total
    const run = yield* runSync(client, mode)
    const cost: Cost = {
      sync,
      requests: (yield* admin.requests).total - before,
      rowsChanged: run.streams.reduce(
        (sum, { deleted, inserted, updated }) => sum + deleted + inserted + updated,
        0
      )
    }
    yield* Console.error(`${cost.sync}: ${cost.requests} requests`)
    return cost
  })

  const costs = [
    yield* measure("full", "full"),
    yield* measure("delta", "delta, nothing changed"),
    yield* measure("delta", "delta, 10 people changed", 10),
    yield* measure("delta", "delta, 1,000 people changed", 1000),
    yield* measure("reconciliation", "reconciliation")
  ]
  return {
    people: options.people,
    costs,
    table: costs.map(({ requests, rowsChanged, sync }) => ({ sync, requests, "rows changed": rowsChanged })),
    checks: []
  }
})

/**
 * Requests that each kind of sync takes for one church, counted by the simulated Planning Center: everything, changes of
 * none, ten and a thousand people, and a reconciliation. Time plays no part, so there is no limit and no latency.
 */
export const costBench = (options: { readonly people: number; readonly seed: number }) =>
  printReport("costs", options, Effect.scoped(measureCosts(options)))
