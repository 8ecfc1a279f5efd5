import { Effect } from "effect"
import type { Church } from "../../src/local/Church.ts"
import type { SimulatorAdmin } from "../../src/local/SimulatorAdmin.ts"
import type { Step } from "./Script.ts"

/** Does what a step says to the church, its clock and its network; syncs are for whoever holds the engine. */
export const perform = (church: Church, admin: SimulatorAdmin, step: Step): Effect.Effect<unknown> => {
  switch (step.do) {
    case "freeze":
      return admin.call("POST", "/_sim/clock", { now: `${new Date().toISOString().slice(0, 19)}Z` })
    case "release":
      return admin.call("POST", "/_sim/clock", { release: true })
    case "webhooks":
      return admin.call("POST", "/_sim/webhooks", { shuffleMs: step.shuffleMs, duplicates: step.duplicates })
    case "fault":
      return admin.call("POST", "/_sim/faults", { kind: step.kind, times: 2, seed: 1 })
    case "sync":
      return Effect.void
    default:
      return church.perform(step)
  }
}
