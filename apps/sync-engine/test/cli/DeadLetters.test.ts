import type { DeadLetter } from "@openfaith/sync-api"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { against, runId } from "../support/AgainstEngine.ts"

const at = DateTime.unsafeMake(0)

const letter: DeadLetter = {
  deadLetterId: "42",
  adapter: "pco",
  entity: "Person",
  externalId: "7",
  runId,
  reason: "Undecodable",
  path: "attributes.birthdate",
  message: "Expected a date",
  attempts: 2,
  firstSeenAt: at,
  lastSeenAt: at,
  nextAttemptAt: at,
  quarantinedAt: null
}
const quarantined: DeadLetter = {
  ...letter,
  deadLetterId: "41",
  externalId: null,
  reason: "MissingId",
  path: "id",
  attempts: 1,
  nextAttemptAt: null,
  quarantinedAt: at
}

// Each command starts a server of its own, which is slow on a busy machine.
describe("dead-letters", { timeout: 20_000 }, () => {
  it.scoped("lists letters as a table, and says where older ones are", () =>
    Effect.gen(function* () {
      const handlers = {
        ListDeadLetters: () =>
          Effect.succeed({ deadLetters: [letter, quarantined], nextCursor: "NDE", next: "/v1" })
      }
      const { stdout } = yield* against(handlers, ["dead-letters", "list", "grace"])
      assert.deepStrictEqual(stdout.split("\n"), [
        "letter  entity  record      reason       path                  attempts  last seen                next attempt",
        "    42  Person  7           Undecodable  attributes.birthdate         2  1970-01-01 00:00:00 UTC  1970-01-01 00:00:00 UTC",
        "    41  Person  without id  MissingId    id                           1  1970-01-01 00:00:00 UTC  in quarantine",
        "",
        "There are older ones: --cursor NDE",
        ""
      ])
      const programs = yield* against(handlers, ["dead-letters", "list", "grace", "--json"])
      assert.strictEqual(JSON.parse(programs.stdout).deadLetters.length, 2)
    })
  )

  it.scoped("passes on which letters are asked for", () =>
    Effect.gen(function* () {
      const filter = ["--entity", "Person", "--reason", "MissingId", "--quarantined"]
      const expected = {
        orgId: "grace",
        entity: "Person",
        reason: "MissingId",
        quarantined: true
      } as const
      const listed = yield* against(
        {
          ListDeadLetters: (payload) => {
            assert.deepStrictEqual({ ...payload }, { ...expected, limit: 7, cursor: "NDE" })
            return Effect.succeed({ deadLetters: [], nextCursor: null, next: null })
          }
        },
        ["dead-letters", "list", "grace", ...filter, "--limit", "7", "--cursor", "NDE"]
      )
      assert.strictEqual(listed.stdout, "There are no such dead letters.\n")
      const replayed = yield* against(
        {
          ReplayDeadLetters: (payload) => {
            assert.deepStrictEqual<typeof payload>({ ...payload }, expected)
            return Effect.succeed({ queued: 1000 })
          }
        },
        ["dead-letters", "replay-all", "grace", ...filter]
      )
      assert.strictEqual(
        replayed.stdout,
        "1,000 dead letters are tried again with the next passes.\nThere may be more: ask again.\n"
      )
    })
  )

  it.scoped("shows a letter with its record", () =>
    Effect.gen(function* () {
      const handlers = {
        GetDeadLetter: () => Effect.succeed({ ...letter, raw: { id: "7", type: "Person" } })
      }
      const { stdout } = yield* against(handlers, ["dead-letters", "show", "grace", "42"])
      for (const part of ["message       Expected a date", `run           ${runId}`, '  "type": "Person"'])
        assert.include(stdout, part)
    })
  )

  it.scoped("has one tried again, and discards one for a reason", () =>
    Effect.gen(function* () {
      const replay = yield* against({ ReplayDeadLetter: () => Effect.succeed(letter) }, [
        "dead-letters",
        "replay",
        "grace",
        "42"
      ])
      assert.strictEqual(replay.stdout, "The dead letter 42 is tried again with the next pass.\n")
      const discard = yield* against(
        {
          DiscardDeadLetter: ({ reason }) =>
            reason === "a test record" ? Effect.succeed(letter) : Effect.dieMessage("the reason got lost")
        },
        ["dead-letters", "discard", "grace", "42", "--reason", "a test record"]
      )
      assert.strictEqual(discard.stdout, "The dead letter 42 is discarded.\n")
    })
  )

  it.scoped.each([
    [["show", "grace", "first"], "<letter> must be the id of a dead letter"],
    [["list", "grace", "--limit", "0"], "--limit must be"],
    [["list", "grace", "--entity", "no name"], "--entity must be"],
    [["discard", "grace", "42"], "--reason"],
    [["discard", "grace", "42", "--reason", " "], "--reason must be"]
  ] as const)("refuses %j", ([args, problem]) =>
    Effect.gen(function* () {
      const { stderr, stdout, succeeded } = yield* against({}, ["dead-letters", ...args])
      assert.isFalse(succeeded)
      assert.include(stdout + stderr, problem)
    })
  )
})
