import { OffsetWalk } from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { Chunk, Effect, Stream, TestClock } from "effect"
import type { Upstream } from "../../src/connection/Upstream.ts"
import { keysOfPage, listPages, type ReadLimit } from "../../src/sync/PageSource.ts"
import { marks, people, unlimited, upstreamOf } from "../support/FakeUpstream.ts"
import { page, record } from "../support/Pages.ts"
import { openStream, peoplePlan } from "../support/Streams.ts"

const plan = { ...peoplePlan, pageSize: 3 }
const list = (
  upstream: Upstream,
  limit: ReadLimit = unlimited,
  from = OffsetWalk.init(plan),
  before: ReadonlySet<string> = new Set()
) =>
  Effect.map(
    Stream.runCollect(listPages(upstream, openStream(plan), from, before, limit)),
    Chunk.toReadonlyArray
  )

describe("listPages", () => {
  it.effect(
    "walks to the end and marks what the page before held already, riders before their carriers",
    () =>
      Effect.gen(function* () {
        const { requests, upstream } = upstreamOf(people(6))
        const batches = yield* list(upstream)
        assert.deepStrictEqual(batches.map(marks), [
          ["e1", "e2", "e3", "1", "2", "3"],
          ["e3*", "e4", "e5", "3*", "4", "5"],
          ["e5*", "e6", "5*", "6"]
        ])
        assert.deepStrictEqual(
          requests.map(({ offset }) => offset),
          [0, 2, 4]
        )
        assert.deepInclude(requests[0], {
          endpoint: "listPeople",
          include: ["emails"],
          params: {},
          perPage: 3
        })
        assert.deepStrictEqual(
          batches.map(({ cursor }) => cursor.kind),
          ["list", "list", "end"]
        )
        assert.deepStrictEqual(
          batches.map(({ requestsRemaining }) => requestsRemaining),
          [2, 1, 0]
        )
        assert.deepStrictEqual(
          batches.map(({ expectedRows }) => expectedRows),
          [6, 6, 6]
        )
      })
  )

  it.effect("reads an empty listing with one request", () =>
    Effect.gen(function* () {
      const { requests, upstream } = upstreamOf(people(0))
      const batches = yield* list(upstream)
      assert.deepStrictEqual(
        batches.map(({ cursor }) => cursor.kind),
        ["end"]
      )
      assert.strictEqual(requests.length, 1)
    })
  )

  it.effect("stops at its limit, asks for nothing in vain, and goes on from its cursor", () =>
    Effect.gen(function* () {
      const { requests, upstream } = upstreamOf(people(8))
      const first = yield* list(upstream, { ...unlimited, pages: 2 })
      assert.strictEqual(requests.length, 2)
      const cursor = first.at(-1)?.cursor
      assert(cursor?.kind === "list")
      const rest = yield* list(upstream, unlimited, cursor.walk)
      assert.deepStrictEqual(rest.map(marks)[0], ["e5", "e6", "e7", "5", "6", "7"])
      assert.deepStrictEqual(
        rest.map((batch) => batch.cursor.kind),
        ["list", "end"]
      )
      assert.deepStrictEqual(
        requests.map(({ offset }) => offset),
        [0, 2, 4, 6]
      )
    })
  )

  it.effect("marks what the last committed page held, whoever read that one", () =>
    Effect.gen(function* () {
      const { upstream } = upstreamOf(people(5))
      const [first] = yield* list(upstream, { ...unlimited, pages: 1 })
      assert(first?.cursor.kind === "list")
      const ledger = keysOfPage({ Person: ["1", "2", "3"], Email: ["e1", "e2", "e3"] })
      const [next] = yield* list(upstream, unlimited, first.cursor.walk, ledger)
      assert.deepStrictEqual(next === undefined ? [] : marks(next), ["e3*", "e4", "e5", "3*", "4", "5"])
    })
  )

  it.effect("tells records without an id apart by what they hold", () =>
    Effect.gen(function* () {
      const nameless = (name: string) => record("Person", null, { name })
      const { upstream } = upstreamOf(({ offset }) =>
        Effect.succeed(
          offset === 0
            ? page([nameless("one"), record("Person", "1"), record("Person", "2")], {
                hasNext: true,
                totalCount: 5
              })
            : page([record("Person", "2"), nameless("one"), nameless("two")], { totalCount: 5 })
        )
      )
      const [, second] = yield* list(upstream)
      assert.deepStrictEqual(second === undefined ? [] : marks(second), ["2*", "null*", "null"])
    })
  )

  it.effect("reads one page when its time is over before it begins", () =>
    Effect.gen(function* () {
      const { requests, upstream } = upstreamOf(people(8))
      yield* TestClock.adjust("1 minute")
      const batches = yield* list(upstream, { ...unlimited, until: () => 1 })
      assert.deepStrictEqual([batches.length, requests.length], [1, 1])
    })
  )

  it.effect("fails when the listing contradicts itself", () =>
    Effect.gen(function* () {
      const { upstream } = upstreamOf(() => Effect.succeed(page([], { hasNext: true })))
      const error = yield* Effect.flip(list(upstream))
      assert.deepInclude(error, { _tag: "PaginationFault", reason: "EmptyPageWithNext" })
    })
  )
})
