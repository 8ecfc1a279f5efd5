import { NotFound, type PageRequest } from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { Chunk, Effect, Fiber, Stream, TestClock } from "effect"
import type { Upstream } from "../../src/connection/Upstream.ts"
import type { ReadBatch, ReadLimit } from "../../src/sync/PageSource.ts"
import { pagesWithin, parentsAhead } from "../../src/sync/PagesWithin.ts"
import { marks, people, unlimited, upstreamOf } from "../support/FakeUpstream.ts"
import { page, record } from "../support/Pages.ts"
import { membershipsPlan, openStream } from "../support/Streams.ts"

const groups = ["a", "b", "c", "d"]
const memberOf = (request: PageRequest) => page([record("GroupMembership", `m-${request.params.group_id}`)])

interface Options {
  readonly limit?: ReadLimit
  readonly after?: string
  readonly parents?: ReadonlyArray<string>
  readonly inFlight?: number
}

const pagesOf = (upstream: Upstream, options: Options = {}) => {
  const ids = options.parents ?? groups
  return pagesWithin({
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
}

const within = (upstream: Upstream, options: Options = {}) =>
  Effect.map(Stream.runCollect(pagesOf(upstream, options)), Chunk.toReadonlyArray)

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

  it.effect("asks the next parent as soon as a list is there, whoever else is still asked", () =>
    Effect.gen(function* () {
      const takes: Readonly<Record<string, number>> = { a: 10, b: 900, c: 900, d: 10 }
      const { requests, upstream } = upstreamOf((request) =>
        Effect.delay(Effect.succeed(memberOf(request)), takes[request.params.group_id ?? ""] ?? 0)
      )
      const reading = yield* Effect.fork(within(upstream, { inFlight: 3 }))
      yield* TestClock.adjust("20 millis")
      assert.deepStrictEqual(
        requests.map(({ params }) => params.group_id),
        ["a", "b", "c", "d"]
      )
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(cursors(yield* Fiber.join(reading)), ["a", "b", "c", "d", "end"])
    })
  )

  it.effect("hands over many lists together, and few when they come slowly", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 100 }, (_, index) => `group ${100 + index}`)
      const { upstream } = upstreamOf((request) =>
        Effect.delay(Effect.succeed(memberOf(request)), request.params.group_id === "group 150" ? 9_000 : 0)
      )
      const chunks: Array<number> = []
      const reading = yield* Effect.fork(
        Stream.runForEachChunk(pagesOf(upstream, { parents: many }), (chunk) =>
          Effect.sync(() => chunks.push(chunk.length))
        )
      )
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(reading)
      // The 51st list was waited for; those behind it came in the meantime, and the end is one more.
      assert.deepStrictEqual(chunks, [parentsAhead, 3, parentsAhead, 2])
    })
  )

  it.effect("hands over what came before a failure", () =>
    Effect.gen(function* () {
      const { upstream } = upstreamOf((request) =>
        Effect.succeed(request.params.group_id === "c" ? page([], { hasNext: true }) : memberOf(request))
      )
      const read: Array<ReadBatch> = []
      const error = yield* Effect.flip(
        Stream.runForEach(pagesOf(upstream), (batch) => Effect.sync(() => read.push(batch)))
      )
      assert.strictEqual(error._tag, "PaginationFault")
      assert.deepStrictEqual(cursors(read), ["a", "b"])
    })
  )

  it.effect("reads all pages of a parent as one batch", () =>
    Effect.gen(function* () {
      const { upstream } = upstreamOf(people(4))
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
