import { assert, describe, it } from "@effect/vitest"
import { OffsetWalk, RequestPlan, type StreamPlan, type WalkState } from "../src/index.ts"
import { libraryManifest } from "./fixtures/library.ts"
import { answer, at, faithful, type Quirks, type Row } from "./fixtures/listing.ts"

const rows: ReadonlyArray<Row> = Array.from({ length: 60 }, (_, index) => ({
  id: String(index),
  at: at(index)
}))

const plan = (kind: "filter" | "newestFirst"): StreamPlan => ({
  entity: "Row",
  wave: 0,
  endpoint: "listRows",
  include: [],
  riders: [],
  within: null,
  window: kind === "filter" ? "created_at" : null,
  order: kind === "filter" ? "created_at" : "-created_at",
  fixed: {},
  pageSize: 10,
  changes: { kind, field: "created_at" }
})

/** Walks to the end; the ids seen, the requests made, and the last state. */
const walk = (start: WalkState, listed: ReadonlyArray<Row>, quirks: Quirks = faithful) => {
  const seen = new Set<string>()
  let state = start
  for (let requests = 1; ; requests++) {
    const page = answer(listed, OffsetWalk.request(state), quirks)
    const outcome = OffsetWalk.advance(state, page)
    for (const { externalId } of page.primary) if (externalId !== null) seen.add(externalId)
    if (outcome._tag === "Fault") throw new Error(outcome.reason)
    state = outcome.state
    if (outcome._tag === "Done") return { seen, requests, state }
  }
}

describe("a delta's plan", () => {
  it("asks each entity for its own changes, by the best means that its list has", () => {
    const plans = RequestPlan.make(libraryManifest, { mode: "delta" }).waves.flat()
    const changes = Object.fromEntries(plans.map((one) => [one.entity, one.changes?.kind]))
    assert.strictEqual(changes["ClubSeat"], "parents")
    assert.strictEqual(changes["Club"], "segment")
    for (const one of plans) {
      assert.deepStrictEqual(one.riders, [])
      assert.isNotNull(one.changes)
    }
  })
})

describe("a walk through changes", () => {
  it("asks for what is not before the watermark, and for nothing else", () => {
    const { requests, seen, state } = walk(OffsetWalk.init(plan("filter"), { since: at(55) }), rows)
    assert.deepStrictEqual([...seen], ["55", "56", "57", "58", "59"])
    assert.strictEqual(requests, 1)
    assert.isFalse(OffsetWalk.isWhole(state))
  })

  it("reads everything where nothing is known, and says so", () => {
    const { seen, state } = walk(OffsetWalk.init(plan("filter"), { since: null }), rows)
    assert.strictEqual(seen.size, 60)
    assert.isTrue(OffsetWalk.isWhole(state))
  })

  it("reads everything where the filter is not offered or is ignored", () => {
    for (const quirks of [
      { ...faithful, queryable: [] },
      { ...faithful, queryable: null },
      { ...faithful, ignoresFilter: true }
    ]) {
      const { seen, state } = walk(OffsetWalk.init(plan("filter"), { since: at(55) }), rows, quirks)
      assert.strictEqual(seen.size, 60)
      assert.isTrue(OffsetWalk.isWhole(state))
    }
  })

  it("walks through more ties than a page holds", () => {
    const tied = rows.map((row, index) => (index < 20 ? row : { ...row, at: at(20) }))
    const { seen } = walk(OffsetWalk.init(plan("filter"), { since: at(20) }), tied)
    assert.strictEqual(seen.size, 40)
  })

  it("goes from the newest down to the watermark where it cannot filter", () => {
    const newest = rows.toReversed()
    const { requests, seen, state } = walk(OffsetWalk.init(plan("newestFirst"), { since: at(45) }), newest)
    assert.isTrue(rows.slice(45).every(({ id }) => seen.has(id)))
    assert.isBelow(requests, 4)
    assert.isFalse(OffsetWalk.isWhole(state))
  })

  it("goes to the end where the order is ignored", () => {
    for (const [listed, quirks] of [
      [rows, faithful],
      [rows.toReversed(), { ...faithful, queryable: [] }]
    ] as const) {
      const { seen, state } = walk(OffsetWalk.init(plan("newestFirst"), { since: at(45) }), listed, quirks)
      assert.strictEqual(seen.size, 60)
      assert.isTrue(OffsetWalk.isWhole(state))
    }
  })
})
