import { OffsetWalk } from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, FastCheck as fc, Schema } from "effect"
import * as LetterCursor from "../../src/service/LetterCursor.ts"
import * as RunCursor from "../../src/service/RunCursor.ts"
import { Cursor } from "../../src/sync/Cursor.ts"
import { batchOf, share } from "./FuzzConfig.ts"
import { hostileJson, mutated, mutations } from "./Hostile.ts"

const encode = Schema.encodeSync(Cursor)
const decode = Schema.decodeUnknownEither(Cursor)

/** Cursors as they are stored, some of them damaged. */
const stored = fc
  .tuple(Arbitrary.make(Cursor), fc.option(mutations))
  .map(([cursor, changes]) =>
    changes === null ? encode(cursor) : mutated(JSON.parse(JSON.stringify(encode(cursor))), changes)
  )

const opaque = fc.oneof(
  fc.string(),
  fc.base64String(),
  hostileJson.map((value) => Buffer.from(JSON.stringify(value)).toString("base64url")),
  fc
    .tuple(fc.stringMatching(/^[0-9 :.+-]{10,40}$/), fc.uuid())
    .map((position) => Buffer.from(JSON.stringify(position)).toString("base64url"))
)

describe("a cursor", () => {
  it.prop(
    "of a stream is read and gone on from, or known to be unreadable",
    [batchOf(stored)],
    ([cursors]) => {
      for (const cursor of cursors) {
        const result = decode(cursor)
        if (result._tag === "Left") assert.strictEqual(result.left._tag, "ParseError")
        else if (result.right.kind === "list") {
          OffsetWalk.request(result.right.walk)
        }
      }
    },
    share(0.1)
  )

  it.prop(
    "of a caller is read or not",
    [batchOf(opaque)],
    ([texts]) => {
      for (const text of texts)
        for (const cursor of [RunCursor.decode(text), LetterCursor.decode(text)])
          assert.include(["Some", "None"], cursor._tag)
    },
    share(0.05)
  )
})
