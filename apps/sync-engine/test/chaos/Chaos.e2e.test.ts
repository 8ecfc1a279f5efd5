import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { survive } from "../../src/chaos/Chaos.ts"
import { faultKinds } from "../../src/chaos/FaultSchedule.ts"

describe("five minutes of everything that can break", () => {
  it.scopedLive(
    "loses nothing, doubles nothing, and deletes nothing that is there",
    () =>
      Effect.gen(function* () {
        const verdict = yield* survive({ seed: 4, minutes: 5, people: 150 })
        assert.deepInclude(verdict, {
          lost: 0,
          duplicated: 0,
          wronglyDeleted: 0,
          surplus: 0,
          different: 0,
          crashes: 0
        })
        assert.sameMembers(Object.keys(verdict.faults), [...faultKinds])
        assert.isAbove(verdict.rowsCompared, 500)
      }).pipe(Effect.provide(NodeContext.layer)),
    900_000
  )
})
