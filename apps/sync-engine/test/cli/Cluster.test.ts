import { assert, describe, it } from "@effect/vitest"
import type { Verification } from "@openfaith/sync-api"
import { Cause, DateTime, Effect, Exit, FiberId } from "effect"
import { FaultsFound, UsageFault } from "../../src/cli/CliErrors.ts"
import { statusOf } from "../../src/cli/ErrorReport.ts"
import { newestMigration } from "../../src/database/Migrations.ts"
import { version } from "../../src/Version.ts"
import { against, runId, view } from "../support/AgainstEngine.ts"
import { clusterView } from "../support/ClusterView.ts"

const verification: Verification = {
  orgId: "grace",
  adapter: "pco",
  startedAt: DateTime.unsafeMake(0),
  requests: 17,
  complete: false,
  error: null,
  entities: [
    {
      entity: "Person",
      rows: 1_200,
      sourceTotal: 1_201,
      compared: 1_201,
      complete: true,
      setAside: 0,
      missingHere: { count: 1, externalIds: ["7"] },
      goneThere: { count: 0, externalIds: [] },
      different: { count: 0, externalIds: [] }
    }
  ]
}

describe("cluster, streams and verify", { timeout: 20_000 }, () => {
  it.scoped("shows the nodes, and fails when one of them is sick", () =>
    Effect.gen(function* () {
      const well = yield* against({ GetCluster: () => Effect.succeed(clusterView(true)) }, ["cluster"])
      assert.deepStrictEqual(well.stdout.split("\n").slice(0, 4), [
        "node                      health   shards  version  last heard of",
        `10.0.0.7:34431 (answers)  healthy     300  ${version.padEnd(7)}  1970-01-01 00:00:00 UTC`,
        "",
        `300 shards; engine ${version}, Node.js 20.20.2, PostgreSQL 18.4, schema ${newestMigration}.`
      ])
      assert.isTrue(well.succeeded)
      const sick = yield* against({ GetCluster: () => Effect.succeed(clusterView(false)) }, [
        "cluster",
        "--json"
      ])
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
      assert.match(newest.stdout, /^Person +1 +\w/m)
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

  it.scoped("compares within a budget, names what differs, and fails when something does", () =>
    Effect.gen(function* () {
      const handlers = {
        Verify: ({ budget }: { readonly budget?: number }) =>
          budget === 50 ? Effect.succeed(verification) : Effect.dieMessage("the budget got lost")
      }
      const { stderr, stdout, succeeded } = yield* against(handlers, ["verify", "grace", "--budget", "50"])
      assert.match(stdout, /^Person +1,200 +1,201 +1,201 +1 +0 +0 +whole$/m)
      assert.include(stdout, "Person missing here: 7\n")
      assert.include(stdout, "17 requests; not everything was read")
      assert.include(stderr, "1 entities differ")
      assert.isFalse(succeeded)
      const wrong = yield* against(handlers, ["verify", "grace", "--budget", "0"])
      assert.include(wrong.stderr, "--budget must be a whole number")
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
