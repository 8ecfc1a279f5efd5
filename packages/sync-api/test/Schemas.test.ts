import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Cause, Effect, Exit, FastCheck as fc, Option, Redacted, Schema } from "effect"
import { inspect } from "node:util"
import {
  Alerts,
  Connection,
  ExternalId,
  ConnectRequest,
  DeadLetterPage,
  DiscardDeadLetterRequest,
  Graph,
  HeldDeletions,
  ListRunsQuery,
  Organization,
  OrgId,
  Run,
  RunPage,
  RejectHeldDeletionRequest,
  RunProgress,
  Schedules,
  StartSyncRequest,
  UpdateScheduleRequest,
  Webhooks
} from "../src/index.ts"
import { run, stream } from "./fixtures/Example.ts"

const bodies: ReadonlyArray<readonly [string, Schema.Schema.AnyNoContext]> = [
  ["Alerts", Alerts],
  ["Connection", Connection],
  ["ConnectRequest", ConnectRequest],
  ["DeadLetterPage", DeadLetterPage],
  ["DiscardDeadLetterRequest", DiscardDeadLetterRequest],
  ["Graph", Graph],
  ["HeldDeletions", HeldDeletions],
  ["Organization", Organization],
  ["Run", Run],
  ["RunPage", RunPage],
  ["RejectHeldDeletionRequest", RejectHeldDeletionRequest],
  ["RunProgress", RunProgress],
  ["Schedules", Schedules],
  ["StartSyncRequest", StartSyncRequest],
  ["UpdateScheduleRequest", UpdateScheduleRequest],
  ["Webhooks", Webhooks]
]

describe("bodies", () => {
  it.each(bodies)("decode to what was encoded: %s", (_, schema) => {
    const equal = Schema.equivalence(schema)
    fc.assert(
      fc.property(Arbitrary.make(schema), (value) => {
        const text = JSON.stringify(Schema.encodeSync(schema)(value))
        assert.isTrue(equal(Schema.decodeUnknownSync(schema)(JSON.parse(text)), value))
      }),
      { numRuns: 20 }
    )
  })

  it("write a run with exactly the documented keys", () => {
    const json = Schema.encodeSync(Run)({ ...run, streams: [{ ...stream, error: "Forbidden" }] })
    const [first] = json.streams
    assert.deepStrictEqual(Object.keys(json), [
      "runId",
      "orgId",
      "adapter",
      "mode",
      "effectiveMode",
      "entities",
      "status",
      "trigger",
      "createdAt",
      "startedAt",
      "finishedAt",
      "requestsRemaining",
      "etaSeconds",
      "streams"
    ])
    assert.includeMembers(Object.keys(first ?? {}), [
      "entity",
      "wave",
      "status",
      "pages",
      "requests",
      "read",
      "inserted",
      "updated",
      "unchanged",
      "deleted",
      "deadLettered",
      "etaSeconds",
      "error"
    ])
    assert.strictEqual(json.startedAt, "2026-03-01T08:00:00.000Z")
  })
})

describe("OrgId", () => {
  it.each([
    ["grace-church", true],
    ["7", true],
    ["a".repeat(128), true],
    ["a".repeat(129), false],
    ["", false],
    [".", false],
    ["..", false],
    ["...", true],
    ["grace church", false],
    ["grace/church", false],
    ["grâce", false],
    ["grace\n", false]
  ])("judges %j as %s", (given, expected) => {
    assert.strictEqual(Schema.is(OrgId)(given), expected)
  })
})

describe("ExternalId", () => {
  it.each([
    ["40135869", true],
    ["planning_center", true],
    ["a".repeat(128), true],
    ["a".repeat(129), false],
    ["", false],
    ["..", false],
    ["1/2", false],
    ["1 2", false],
    ["nul\u0000", false]
  ])("judges %j as %s", (given, expected) => {
    assert.strictEqual(Schema.is(ExternalId)(given), expected)
  })
})

describe("ListRunsQuery", () => {
  it.each([
    [{}, {}],
    [
      { limit: "100", cursor: "abc" },
      { limit: 100, cursor: "abc" }
    ],
    [{ limit: "101" }, null],
    [{ limit: "1.5" }, null],
    [{ cursor: "" }, null]
  ])("reads %j as %j", (given, expected) => {
    const decoded = Schema.decodeUnknownOption(ListRunsQuery)(given)
    assert.deepStrictEqual(Option.getOrNull(decoded), expected)
  })
})

describe("secrets", () => {
  const wire = {
    auth: { type: "personal-access-token", applicationId: "app", secret: "planted" }
  } as const
  const grant = {
    auth: {
      type: "oauth",
      accessToken: "planted",
      refreshToken: "planted",
      expiresAt: "2026-03-01T10:00:00Z"
    }
  } as const

  it.effect.each([wire, grant])("are decoded, and do not print", (given) =>
    Effect.gen(function* () {
      const { auth } = yield* Schema.decode(ConnectRequest)(given)
      const secret = auth.type === "oauth" ? auth.accessToken : auth.secret
      assert.strictEqual(Redacted.value(secret), "planted")
      for (const printed of [JSON.stringify(auth), inspect(auth, { depth: 9 }), `${secret}`]) {
        assert.notInclude(printed, "planted")
      }
    })
  )

  it.effect.each([
    { auth: { ...wire.auth, applicationId: 7 } },
    { auth: { ...grant.auth, expiresAt: "tomorrow" } },
    { auth: { ...grant.auth, type: "basic" } }
  ])("do not print in faults of their neighbours: %j", (given) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(Schema.decodeUnknown(ConnectRequest)(given))
      assert.isTrue(Exit.isFailure(exit))
      if (Exit.isFailure(exit)) assert.notInclude(Cause.pretty(exit.cause), "planted")
    })
  )
})
