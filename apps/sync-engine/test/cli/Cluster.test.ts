import { assert, describe, it } from "@effect/vitest"
import type { Cluster } from "@openfaith/sync-api"
import { Cause, DateTime, Effect, Exit, FiberId } from "effect"
import { FaultsFound, UsageFault } from "../../src/cli/CliErrors.ts"
import { statusOf } from "../../src/cli/ErrorReport.ts"
import { against, runId, view } from "../support/AgainstEngine.ts"

const cluster = (healthy: boolean): Cluster => ({
  nodes: [
    {
      address: "10.0.0.7:34431",
      healthy,
      lastHeartbeatAt: DateTime.unsafeMake(0),
      shards: 300,
      version: "1.0.0",
      answering: true
    }
  ],
  shards: 300,
  versions: { engine: "1.0.0", nodejs: "20.20.2", postgresql: "18.4", schema: 8 }
})

describe("cluster and streams", { timeout: 20_000 }, () => {
  it.scoped("shows the nodes, and fails when one of them is sick", () =>
    Effect.gen(function* () {
      const well = yield* against({ GetCluster: () => Effect.succeed(cluster(true)) }, ["cluster"])
      assert.deepStrictEqual(well.stdout.split("\n").slice(0, 4), [
        "node                      health   shards  version  last heard of",
        "10.0.0.7:34431 (answers)  healthy     300  1.0.0    1970-01-01 00:00:00 UTC",
        "",
        "300 shards; engine 1.0.0, Node.js 20.20.2, PostgreSQL 18.4, schema 8."
      ])
      assert.isTrue(well.succeeded)
      const sick = yield* against({ GetCluster: () => Effect.succeed(cluster(false)) }, ["cluster", "--json"])
      assert.deepInclude(JSON.parse(sick.stdout), { shards: 300 })
      assert.isFalse(sick.succeeded)
    })
  )

  it.scoped("shows the streams of the newest run, or of the one that is named", () =>
    Effect.gen(function* () {
      const newest = yield* against(
        { ListRuns: () => Effect.succeed({ runs: [view()], next: null, nextCursor: null }) },
        ["streams", "grace"]
      )
      assert.match(newest.stdout, /^entity +wave +status/m)
      const named = yield* against({ GetRun: () => Effect.succeed(view()) }, [
        "streams",
        "grace",
        "--run",
        runId,
        "--json"
      ])
      assert.deepInclude(JSON.parse(named.stdout), { runId })
      const none = yield* against(
        { ListRuns: () => Effect.succeed({ runs: [], next: null, nextCursor: null }) },
        ["streams", "grace"]
      )
      assert.include(none.stderr, "There are no runs of grace yet")
    })
  )

  it("ends with 2 when it found faults, with 1 when it could not look", () => {
    const ended = (error: unknown) => statusOf(Exit.fail(error))
    assert.deepStrictEqual(
      [
        statusOf(Exit.void),
        ended(new UsageFault({ problem: "" })),
        ended(new FaultsFound({ faults: 1, of: "doctor" })),
        statusOf(Exit.die("a defect")),
        statusOf(Exit.failCause(Cause.interrupt(FiberId.none)))
      ],
      [0, 1, 2, 1, 0]
    )
  })
})
