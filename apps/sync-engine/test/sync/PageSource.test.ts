import { type FetchedPage, NotFound, OffsetWalk, type PageRequest } from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { Chunk, Effect, Fiber, Stream, TestClock } from "effect"
import type { Upstream, UpstreamError } from "../../src/connection/Upstream.ts"
import {
  keysOfPage,
  listPages,
  pagesWithin,
  type ReadBatch,
  type ReadLimit
} from "../../src/sync/PageSource.ts"
import { page, record } from "../support/Pages.ts"
import { membershipsPlan, openStream, peoplePlan } from "../support/Streams.ts"

const unlimited: ReadLimit = { pages: 1_000, until: () => Number.MAX_SAFE_INTEGER }

/** An upstream that answers by a function, with the requests it was sent. */
const upstreamOf = (answer: (request: PageRequest) => Effect.Effect<FetchedPage, UpstreamError>) => {
  const requests: Array<PageRequest> = []
  const upstream: Upstream = {
    fetch: (request) =>
      Effect.suspend(() => {
        requests.push(request)
        return Effect.map(answer(request), (fetched) => ({
          page: fetched,
          askedAt: 0,
          tookMillis: 1,
          requests: 1
        }))
      }),
    call: () => Effect.dieMessage("only pages are asked for"),
    requestsPerSecond: Effect.succeed(5),
    waitingFor: Effect.succeed(null)
  }
  return { requests, upstream }
}

/** A listing of so many people, each with one e-mail address; the source serves three rows a page. */
const people = (total: number) => (request: PageRequest) => {
  const rows = Array.from({ length: Math.min(3, total - request.offset) }, (_, index) =>
    String(request.offset + index + 1)
  )
  return Effect.succeed(
    page(
      rows.map((id) => record("Person", id)),
      {
        carried: rows.map((id) => record("Email", `e${id}`)),
        hasNext: request.offset + rows.length < total,
        totalCount: total
      }
    )
  )
}

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

const marks = (batch: ReadBatch) =>
  batch.pages.flatMap(({ records }) =>
    records.map(({ record: { externalId }, repeated }) => `${externalId}${repeated ? "*" : ""}`)
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

const groups = ["a", "b", "c", "d"]
const memberOf = (request: PageRequest) => page([record("GroupMembership", `m-${request.params.group_id}`)])

const within = (
  upstream: Upstream,
  options: {
    readonly limit?: ReadLimit
    readonly after?: string
    readonly parents?: ReadonlyArray<string>
    readonly inFlight?: number
  } = {}
) => {
  const ids = options.parents ?? groups
  return Effect.map(
    Stream.runCollect(
      pagesWithin({
        upstream,
        stream: openStream(membershipsPlan),
        param: "group_id",
        after: options.after ?? null,
        limit: options.limit ?? unlimited,
        inFlight: options.inFlight ?? 3,
        total: ids.filter((id) => id > (options.after ?? "")).length,
        parents: (after, limit) =>
          Effect.succeed(ids.filter((id) => after === null || id > after).slice(0, limit))
      })
    ),
    Chunk.toReadonlyArray
  )
}

const cursors = (batches: ReadonlyArray<ReadBatch>) =>
  batches.map(({ cursor }) => (cursor.kind === "within" ? cursor.after : cursor.kind))

describe("pagesWithin", () => {
  it.effect("asks several parents at once and keeps their order", () =>
    Effect.gen(function* () {
      const takes: Readonly<Record<string, number>> = { a: 900, b: 20, c: 50, d: 10 }
      const { requests, upstream } = upstreamOf((request) =>
        Effect.delay(Effect.succeed(memberOf(request)), takes[request.params.group_id ?? ""] ?? 0)
      )
      const reading = yield* Effect.fork(within(upstream))
      yield* TestClock.adjust("10 millis")
      assert.deepStrictEqual(
        requests.map(({ params }) => params.group_id),
        ["a", "b", "c"]
      )
      yield* TestClock.adjust("1 second")
      const batches = yield* Fiber.join(reading)
      assert.deepStrictEqual(cursors(batches), ["a", "b", "c", "d", "end"])
      assert.deepStrictEqual(batches.map(marks), [["m-a"], ["m-b"], ["m-c"], ["m-d"], []])
      assert.deepStrictEqual(
        batches.map(({ requestsRemaining }) => requestsRemaining),
        [3, 2, 1, 0, 0]
      )
    })
  )

  it.effect("reads all pages of a parent as one batch", () =>
    Effect.gen(function* () {
      const { upstream } = upstreamOf(people(5))
      const [batch] = yield* within(upstream, { parents: ["a"] })
      assert.strictEqual(batch?.pages.length, 2)
      assert.strictEqual(batch?.requests, 2)
      assert.deepStrictEqual(batch === undefined ? [] : marks(batch).filter((mark) => mark.endsWith("*")), [
        "e3*",
        "3*"
      ])
    })
  )

  it.effect("takes a parent that is gone for one without rows", () =>
    Effect.gen(function* () {
      const { upstream } = upstreamOf((request) =>
        request.params.group_id === "b"
          ? Effect.fail(new NotFound({ path: "/groups/b" }))
          : Effect.succeed(memberOf(request))
      )
      const batches = yield* within(upstream)
      assert.deepStrictEqual(cursors(batches), ["a", "b", "c", "d", "end"])
      assert.deepInclude(batches[1], { pages: [], requests: 1 })
    })
  )

  it.effect("stops after so many parents, without saying that the stream has ended", () =>
    Effect.gen(function* () {
      const { requests, upstream } = upstreamOf((request) => Effect.succeed(memberOf(request)))
      const first = yield* within(upstream, { limit: { ...unlimited, pages: 3 } })
      assert.deepStrictEqual(cursors(first), ["a", "b", "c"])
      assert.strictEqual(requests.length, 3)
      assert.deepStrictEqual(cursors(yield* within(upstream, { after: "c" })), ["d", "end"])
    })
  )

  it.effect("stops when its time is over", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 20 }, (_, index) => `group ${10 + index}`)
      const { requests, upstream } = upstreamOf((request) =>
        Effect.delay(Effect.succeed(memberOf(request)), "1 second")
      )
      const reading = yield* Effect.fork(
        within(upstream, { parents: many, inFlight: 1, limit: { ...unlimited, until: () => 2_000 } })
      )
      yield* TestClock.adjust("10 seconds")
      const batches = yield* Fiber.join(reading)
      assert.notInclude(cursors(batches), "end")
      assert.strictEqual(batches.length, requests.length)
      assert.isBelow(requests.length, many.length)
    })
  )

  it.effect("ends at once where there are no parents", () =>
    Effect.gen(function* () {
      const { requests, upstream } = upstreamOf(people(1))
      assert.deepStrictEqual(cursors(yield* within(upstream, { parents: [] })), ["end"])
      assert.deepStrictEqual(requests, [])
    })
  )

  it.effect("visits every parent however many there are", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 1_001 }, (_, index) => String(index).padStart(4, "0"))
      const { upstream } = upstreamOf((request) => Effect.succeed(memberOf(request)))
      const batches = yield* within(upstream, { parents: many, limit: { ...unlimited, pages: 5_000 } })
      assert.deepStrictEqual(cursors(batches), [...many, "end"])
    })
  )

  it.effect("fails with what a parent's list failed with", () =>
    Effect.gen(function* () {
      const { upstream } = upstreamOf(() => Effect.succeed(page([], { hasNext: true })))
      assert.strictEqual((yield* Effect.flip(within(upstream)))._tag, "PaginationFault")
    })
  )
})
