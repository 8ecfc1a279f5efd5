import { assert, describe, it } from "@effect/vitest"
import { FastCheck, Option } from "effect"
import * as RunCursor from "../../src/service/RunCursor.ts"

const position = {
  createdAt: "2026-07-04 12:30:01.123456+00",
  runId: "0197f0a2-6f1c-7c7e-9b1d-3b7c8f0e4a55"
}

describe("RunCursor", () => {
  it("names a place and finds it again", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        FastCheck.uuid(),
        (date, runId) => {
          const behind = { createdAt: date.toISOString().replace("T", " ").replace("Z", "+00"), runId }
          const cursor = RunCursor.encode(behind)
          assert.match(cursor, /^[A-Za-z0-9_-]{1,256}$/)
          assert.deepStrictEqual(Option.getOrNull(RunCursor.decode(cursor)), behind)
        }
      )
    )
  })

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")
  const foreign = [
    "",
    "page-2",
    "____",
    RunCursor.encode(position).slice(0, -8),
    encoded(null),
    encoded([position.createdAt]),
    encoded([position.createdAt, "1"]),
    encoded(["now() or true; --", position.runId]),
    encoded(["9999999999", position.runId]),
    encoded(["2026-02-30 12:30:01+00", position.runId]),
    encoded(["2026-07-04 24:30:01+00", position.runId]),
    encoded(["0000-07-04 12:30:01+00", position.runId]),
    encoded([position.createdAt, position.runId, "more"]),
    encoded({ createdAt: position.createdAt, runId: position.runId })
  ]
  it.each(foreign)("takes %j for no cursor", (cursor) => {
    assert.isTrue(Option.isNone(RunCursor.decode(cursor)))
  })

  it("takes no random text for a cursor", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.stringMatching(/^[A-Za-z0-9_-]{1,256}$/), (text) => {
        assert.isTrue(Option.isNone(RunCursor.decode(text)))
      })
    )
  })
})
