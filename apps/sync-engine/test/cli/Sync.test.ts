import { assert, describe, it } from "@effect/vitest"
import { Effect, Ref, Stream } from "effect"
import { against, finished, now, runId, view } from "../support/AgainstEngine.ts"
import type { FakeHandlers } from "../support/FakeEngine.ts"

// Each command starts a server of its own, which is slow on a busy machine.
describe("sync", { timeout: 20_000 }, () => {
  it.scoped("starts a run of the entities asked for and says how to look at it", () =>
    Effect.gen(function* () {
      const asked = yield* Ref.make<unknown>(null)
      const outcome = yield* against(
        { StartSync: (request) => Effect.as(Ref.set(asked, request), { runId, joined: false }) },
        ["sync", "grace", "--entity", "Person", "--entity", "Email"]
      )
      assert.deepStrictEqual(outcome, {
        stdout: `Queued the run ${runId}.\nLook at it with: sync-engine run grace ${runId}\n`,
        stderr: "",
        succeeded: true
      })
      assert.deepStrictEqual(yield* Ref.get(asked), {
        orgId: "grace",
        adapter: "pco",
        mode: "full",
        entities: ["Person", "Email"]
      })
    })
  )

  it.scoped("says that it joined a run, and prints the API's JSON for programs", () =>
    Effect.gen(function* () {
      const handlers = { StartSync: () => Effect.succeed({ runId, joined: true }) }
      assert.include((yield* against(handlers, ["sync", "grace"])).stdout, `Joined the run ${runId}`)
      const { stdout } = yield* against(handlers, ["sync", "grace", "--json"])
      assert.strictEqual(stdout, `{"runId":"${runId}","joined":true}\n`)
    })
  )

  const watched = (...runs: ReadonlyArray<ReturnType<typeof view>>): Partial<FakeHandlers> => ({
    StartSync: () => Effect.succeed({ runId, joined: false }),
    WatchRun: () =>
      Stream.fromIterable(runs).pipe(
        Stream.map((run) => ({
          type: run.finishedAt === null ? ("progress" as const) : ("finished" as const),
          at: now,
          run
        }))
      )
  })

  it.scoped("draws the progress of a watched run on a screen, and only its end elsewhere", () =>
    Effect.gen(function* () {
      const handlers = watched(
        view({ status: "running", startedAt: new Date(0) }),
        view(finished, [finished])
      )
      const screen = yield* against(handlers, ["sync", "grace", "--watch"], { typed: [] })
      assert.include(screen.stdout, "full sync running")
      assert.include(screen.stdout, "full sync succeeded")
      const file = yield* against(handlers, ["sync", "grace", "--watch"])
      assert.notInclude(file.stdout, "full sync running")
      assert.include(file.stdout, "full sync succeeded")
      assert.isTrue(screen.succeeded && file.succeeded)
    })
  )

  it.scoped("prints a line of JSON a change for programs", () =>
    Effect.gen(function* () {
      const handlers = watched(view({ status: "running", startedAt: new Date(0) }), view(finished))
      const { stdout } = yield* against(handlers, ["sync", "grace", "--watch", "--json"])
      const lines = stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line))
      assert.deepStrictEqual(
        lines.map(({ run, type }) => [type, run.runId, run.status]),
        [
          ["progress", runId, "running"],
          ["finished", runId, "succeeded"]
        ]
      )
    })
  )

  it.scoped("succeeds with what was set aside, and fails with the run", () =>
    Effect.gen(function* () {
      const partial = yield* against(
        watched(
          view({ ...finished, status: "partial" }, [{ ...finished, status: "partial", deadLettered: 1_200 }])
        ),
        ["sync", "grace", "--watch"]
      )
      assert.isTrue(partial.succeeded)
      assert.include(partial.stdout, "Person: 1,200 records were set aside")
      const failed = yield* against(
        watched(
          view({ ...finished, status: "failed" }, [{ ...finished, status: "failed", error: "Forbidden" }])
        ),
        ["sync", "grace", "--watch"]
      )
      assert.isFalse(failed.succeeded)
      assert.include(failed.stdout, "Person: Forbidden")
      assert.strictEqual(failed.stderr, `The run ${runId} ended as failed.\n`)
    })
  )
})
