import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { commandLine } from "../support/CommandLine.ts"

describe("graph", () => {
  it.effect("shows the adapter's graph without a node", () =>
    Effect.gen(function* () {
      const table = yield* commandLine(["graph"])
      assert.match(table.stdout, /^ +3 {2}Email +Person$/m)
      assert.match(table.stdout, /^ +1 {2}Campus$/m)
      assert.include((yield* commandLine(["graph", "--format", "mermaid"])).stdout, "flowchart RL\n")
      assert.include((yield* commandLine(["graph", "--format", "dot"])).stdout, "digraph manifest {")
      const json = yield* commandLine(["graph", "--json"])
      assert.sameMembers(Object.keys(JSON.parse(json.stdout)), ["nodes", "edges", "waves", "deferred"])
      assert.strictEqual(json.stdout, (yield* commandLine(["graph", "--format", "json"])).stdout)
    })
  )

  it.effect("refuses two formats at once, and an adapter that does not exist", () =>
    Effect.gen(function* () {
      const both = yield* commandLine(["graph", "--json", "--format", "dot"])
      assert.strictEqual(both.stderr, "--json means --format json: give one of the two.\n")
      const unknown = yield* commandLine(["graph", "--adapter", "nope"])
      assert.strictEqual(unknown.stderr, "There is no adapter nope; there are pco.\n")
      assert.isFalse(both.succeeded || unknown.succeeded)
    })
  )
})
