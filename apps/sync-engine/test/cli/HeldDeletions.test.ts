import type { HeldDeletion } from "@openfaith/sync-api"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { against, runId } from "../support/AgainstEngine.ts"

const held: HeldDeletion = {
  heldDeletionId: "17",
  entity: "Person",
  adapter: "pco",
  runId,
  records: 1200,
  living: 6000,
  externalIds: ["1", "2"],
  status: "held",
  reason: null,
  createdAt: DateTime.unsafeMake(0),
  decidedAt: null
}

// Each command starts a server of its own, which is slow on a busy machine.
describe("held-deletions", { timeout: 20_000 }, () => {
  it.scoped("lists what waits as a table, and for programs exactly what the API says", () =>
    Effect.gen(function* () {
      const handlers = { ListHeldDeletions: () => Effect.succeed({ heldDeletions: [held] }) }
      const { stdout } = yield* against(handlers, ["held-deletions", "grace"])
      assert.deepStrictEqual(stdout.split("\n"), [
        "id  entity  missing     of  status  found                    reason",
        "17  Person    1,200  6,000  held    1970-01-01 00:00:00 UTC",
        ""
      ])
      const programs = yield* against(handlers, ["held-deletions", "grace", "--json"])
      assert.deepInclude(JSON.parse(programs.stdout).heldDeletions[0], { records: 1200, status: "held" })
      const none = yield* against({ ListHeldDeletions: () => Effect.succeed({ heldDeletions: [] }) }, [
        "held-deletions",
        "grace"
      ])
      assert.strictEqual(none.stdout, "No deletions were ever held.\n")
    })
  )

  it.scoped("approves, and rejects with a reason", () =>
    Effect.gen(function* () {
      const approved = yield* against(
        {
          ApproveHeldDeletion: ({ heldDeletionId }) =>
            Effect.succeed({ ...held, heldDeletionId, status: "approved" as const })
        },
        ["held-deletions", "grace", "--approve", "18"]
      )
      assert.match(approved.stdout, /18 +Person.* approved/)
      const rejected = yield* against(
        {
          RejectHeldDeletion: ({ reason }) =>
            Effect.succeed({ ...held, status: "rejected" as const, reason: reason ?? null })
        },
        ["held-deletions", "grace", "--reject", "17", "--reason", "still there"]
      )
      assert.match(rejected.stdout, /rejected.* still there/)
    })
  )

  it.scoped.each([
    [["--approve", "17", "--reject", "17"], "either --approve or --reject"],
    [["--reason", "why"], "--reason goes with --reject"],
    [["--approve", "17", "--reason", "why"], "--reason goes with --reject"],
    [["--approve", "first"], "--approve must be the id"],
    [["--reject", "17", "--reason", " "], "--reason must be"]
  ] as const)("refuses %j", ([args, problem]) =>
    Effect.gen(function* () {
      const { stderr, stdout, succeeded } = yield* against({}, ["held-deletions", "grace", ...args])
      assert.isFalse(succeeded)
      assert.include(stdout + stderr, problem)
    })
  )
})
