import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { RunRow } from "../../src/stores/RunStore.ts"
import { against, finished, runId, view } from "../support/AgainstEngine.ts"

// Each command starts a server of its own, which is slow on a busy machine.
describe("runs, run and cancel", { timeout: 20_000 }, () => {
  it.scoped("lists runs as a table, and says where older ones are", () =>
    Effect.gen(function* () {
      const { stdout } = yield* against(
        {
          ListRuns: ({ limit, orgId }) =>
            Effect.succeed({
              runs: [
                view({ ...finished, orgId }, [{ ...finished, read: limit ?? 0, inserted: 3, updated: 4 }])
              ],
              nextCursor: "abc",
              next: "/v1/orgs/grace/syncs?limit=20&cursor=abc"
            })
        },
        ["runs", "grace", "--limit", "7"]
      )
      assert.deepStrictEqual(stdout.split("\n"), [
        "run                                   mode  status     trigger  asked for                took  read  written  set aside",
        `${runId}  full  succeeded  api      1970-01-01 00:00:00 UTC   5 s     7        7          0`,
        "",
        "There are older ones: --cursor abc",
        ""
      ])
    })
  )

  it.scoped("says that there are none yet, and passes the cursor on", () =>
    Effect.gen(function* () {
      const { stdout } = yield* against(
        {
          ListRuns: ({ cursor }) =>
            cursor === "abc"
              ? Effect.succeed({ runs: [], nextCursor: null, next: null })
              : Effect.dieMessage("the cursor got lost")
        },
        ["runs", "grace", "--cursor", "abc"]
      )
      assert.strictEqual(stdout, "No runs of grace yet.\n")
    })
  )

  it.scoped("shows a run, and for programs exactly what the API says", () =>
    Effect.gen(function* () {
      const handlers = { GetRun: () => Effect.succeed(view(finished, [{ ...finished, read: 12_000 }])) }
      const people = yield* against(handlers, ["run", "grace", runId])
      for (const part of ["status        succeeded", "after 5 s", "12,000"])
        assert.include(people.stdout, part)
      const programs = yield* against(handlers, ["run", "grace", runId, "--json"])
      assert.deepInclude(JSON.parse(programs.stdout), { runId, finishedAt: "1970-01-01T00:00:05.000Z" })
    })
  )

  it.scoped("cancels a run", () =>
    Effect.gen(function* () {
      const cancel = (run: Partial<RunRow>) =>
        against({ CancelRun: () => Effect.succeed(view(run)) }, ["cancel", "grace", runId])
      assert.include((yield* cancel({ status: "running" })).stdout, "will stop within a page")
      assert.include(
        (yield* cancel({ status: "cancelled", finishedAt: new Date(0) })).stdout,
        "is cancelled."
      )
    })
  )
})
