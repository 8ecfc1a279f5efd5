import { assert, describe, it } from "@effect/vitest"
import { FastCheck as fc, Schema } from "effect"
import { OffsetWalk, type PaginationFaultReason, type WalkRequest, WalkState } from "../src/index.ts"
import { answer, at, faithful, type Quirks, type Row } from "./fixtures/listing.ts"

interface Walked {
  readonly seen: ReadonlySet<string>
  readonly requests: ReadonlyArray<WalkRequest>
  readonly steppedBack: number
  readonly fault: PaginationFaultReason | null
}

interface Source {
  readonly rows: (request: number) => ReadonlyArray<Row>
  readonly quirks: Quirks
}

const toJson = Schema.encodeSync(Schema.parseJson(WalkState))
const fromJson = Schema.decodeSync(Schema.parseJson(WalkState))

/** Walks a source to the end; the state goes through JSON between pages, as it does when a walk is resumed. */
const walk = (source: Source, start: WalkState): Walked => {
  const seen = new Set<string>()
  const requests: Array<WalkRequest> = []
  let steppedBack = 0
  let state = start
  while (requests.length < 5000) {
    const request = OffsetWalk.request(state)
    const page = answer(source.rows(requests.length), request, source.quirks)
    requests.push(request)
    for (const row of page.primary) seen.add(String(row.raw.id))
    const outcome = OffsetWalk.advance(state, page)
    if (outcome._tag === "Fault") return { seen, requests, steppedBack, fault: outcome.reason }
    if (outcome._tag === "Done") return { seen, requests, steppedBack, fault: null }
    if (outcome._tag === "StepBack") steppedBack++
    state = fromJson(toJson(outcome.state))
  }
  throw new Error("the walk does not end")
}

const plan = (pageSize: number, window: string | null = null) => ({
  pageSize,
  window,
  order: window,
  fixed: {}
})

const listing = (count: number): ReadonlyArray<Row> =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}`, at: at(index) }))

const constant = (rows: ReadonlyArray<Row>, quirks: Partial<Quirks> = {}): Source => ({
  rows: () => rows,
  quirks: { ...faithful, ...quirks }
})

/** Rows whose times may tie, the first few without one. */
const rowsArbitrary = fc
  .record({ nulls: fc.nat(6), gaps: fc.array(fc.nat(2), { maxLength: 60 }) })
  .map(({ gaps, nulls }): ReadonlyArray<Row> => {
    let time = 0
    const timed = gaps.map((gap, index): Row => ({ id: `r${index}`, at: at((time += gap)) }))
    return [...Array.from({ length: nulls }, (_, index): Row => ({ id: `n${index}`, at: null })), ...timed]
  })

interface Edit {
  readonly remove: boolean
  readonly place: number
}

/** A few edits before each of the first requests: rows removed, and few enough inserted that the walk is not outrun. */
const editsArbitrary = fc
  .array(
    fc.array(
      fc.record({
        remove: fc.boolean(),
        place: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
      }),
      { maxLength: 5 }
    ),
    {
      maxLength: 25
    }
  )
  .map((steps): ReadonlyArray<ReadonlyArray<Edit>> => {
    let inserted = 0
    return steps.map((edits) => edits.filter((edit) => edit.remove || ++inserted <= 4))
  })

/** The listing as each request finds it; an inserted row takes its neighbour's time, so the order holds. */
const history = (
  rows: ReadonlyArray<Row>,
  edits: ReadonlyArray<ReadonlyArray<Edit>>
): ReadonlyArray<ReadonlyArray<Row>> => {
  let fresh = 0
  return edits.reduce<ReadonlyArray<ReadonlyArray<Row>>>(
    (past, step) => {
      const next = step.reduce<ReadonlyArray<Row>>(
        (now, edit) => {
          const place = Math.floor(edit.place * now.length)
          return edit.remove
            ? now.toSpliced(place, 1)
            : now.toSpliced(place, 0, { id: `new${fresh++}`, at: now[place]?.at ?? null })
        },
        past.at(-1) ?? rows
      )
      return [...past, next]
    },
    [rows]
  )
}

const changing = (past: ReadonlyArray<ReadonlyArray<Row>>, quirks: Partial<Quirks>): Source => ({
  rows: (request) => past[Math.min(request, past.length - 1)] ?? [],
  quirks: { ...faithful, ...quirks }
})

const quirksArbitrary: fc.Arbitrary<Partial<Quirks>> = fc.oneof(
  fc.constant({}),
  fc.record({ clamp: fc.integer({ min: 2, max: 6 }) }),
  fc.record({ losesNext: fc.constant(true), clamp: fc.integer({ min: 2, max: 1000 }) }),
  fc.integer({ min: 0, max: 80 }).map((lie) => ({ total: () => lie })),
  fc.constant({ total: () => null }),
  fc.constant({ losesNext: true, total: () => null }),
  fc.constant({ losesNext: true, total: () => 0 }),
  fc.constant({ queryable: null }),
  fc.constant({ ignoresFilter: true }),
  fc.constant({ queryable: [] })
)

describe("OffsetWalk", () => {
  it("sees every row that was there all along, whatever comes and goes meanwhile", () => {
    fc.assert(
      fc.property(
        rowsArbitrary,
        editsArbitrary,
        quirksArbitrary,
        fc.integer({ min: 2, max: 12 }),
        fc.option(fc.integer({ min: 1, max: 30 })),
        (rows, edits, quirks, pageSize, deepOffset) => {
          const past = history(rows, edits)
          const walked = walk(
            changing(past, quirks),
            deepOffset === null
              ? OffsetWalk.init(plan(pageSize))
              : OffsetWalk.init(plan(pageSize, "created_at"), { deepOffset })
          )
          assert.isNull(walked.fault)
          const throughout = past
            .slice(0, Math.max(1, walked.requests.length))
            .map((moment) => new Set(moment.map(({ id }) => id)))
            .reduce((kept, moment) => new Set([...kept].filter((id) => moment.has(id))))
          assert.deepStrictEqual(
            [...throughout].filter((id) => !walked.seen.has(id)),
            []
          )
        }
      ),
      { numRuns: 2000 }
    )
  })

  it("needs no request more than the listing takes, and one that sees its end when the last page is full", () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 2, max: 100 }), (count, pageSize) => {
        const { requests } = walk(constant(listing(count)), OffsetWalk.init(plan(pageSize)))
        const behindTheFirst = Math.max(0, count - pageSize)
        const isLastFull = count >= pageSize && behindTheFirst % (pageSize - 1) === 0
        assert.strictEqual(
          requests.length,
          1 + Math.ceil(behindTheFirst / (pageSize - 1)) + (isLastFull ? 1 : 0)
        )
      })
    )
  })

  it("goes on behind a full page of which the source says that it is all there is", () => {
    const rows = listing(250)
    const quirks = { losesNext: true, total: () => 100 }
    const { seen } = walk(constant(rows, quirks), OffsetWalk.init(plan(100)))
    assert.strictEqual(seen.size, 250)
  })

  it("believes the count of a list that a delta reads whole, to which a full page is one request", () => {
    const whole = { ...plan(100), changes: { kind: "segment" } as const }
    assert.lengthOf(walk(constant(listing(100)), OffsetWalk.init(whole)).requests, 1)
    assert.lengthOf(walk(constant(listing(101)), OffsetWalk.init(whole)).requests, 2)
  })

  it("ends with a source that serves the same full page whatever is asked, and says that there is no other", () => {
    const rows = listing(10)
    let state = OffsetWalk.init(plan(10))
    const page = answer(rows, OffsetWalk.request(state))
    let requests = 0
    let outcome = OffsetWalk.advance(state, page)
    for (; outcome._tag === "Advance"; requests++) {
      state = outcome.state
      outcome = OffsetWalk.advance(state, page)
    }
    assert.deepStrictEqual([outcome._tag, requests], ["Done", 5])
  })

  it("keeps offsets small by windows, at no request more", () => {
    const rows = [{ id: "n0", at: null }, { id: "n1", at: null }, ...listing(1000)]
    const { requests, seen } = walk(
      constant(rows),
      OffsetWalk.init(plan(10, "created_at"), { deepOffset: 100 })
    )
    assert.strictEqual(seen.size, rows.length)
    assert.isTrue(requests.every(({ offset }) => offset < 100))
    assert.strictEqual(requests.length, 1 + Math.ceil((rows.length - 10) / 9))
    assert.isTrue(requests.every(({ query }) => query.order === "created_at"))
  })

  it("goes on by offset through ties that fill more than a window", () => {
    const rows = listing(300).map((row, index) => (index >= 30 && index < 260 ? { ...row, at: at(30) } : row))
    const { fault, requests, seen } = walk(
      constant(rows),
      OffsetWalk.init(plan(10, "created_at"), { deepOffset: 40 })
    )
    assert.isNull(fault)
    assert.strictEqual(seen.size, 300)
    assert.isTrue(requests.some(({ offset }) => offset > 200))
  })

  it("does without windows when the source cannot filter or order by the field", () => {
    const { requests, seen } = walk(
      constant(listing(300), { queryable: ["name"] }),
      OffsetWalk.init(plan(10, "created_at"), { deepOffset: 40 })
    )
    assert.strictEqual(seen.size, 300)
    assert.isTrue(requests.every(({ query }) => !("where[created_at][gte]" in query)))
  })

  it("starts over without windows when a window is out of order, or not filtered after all", () => {
    const ordered = listing(120)
    const swapped = ordered.map((row, index) => (index === 85 ? { ...row, at: at(95) } : row))
    for (const source of [constant(swapped), constant(ordered, { ignoresFilter: true })]) {
      const { fault, requests, seen } = walk(
        source,
        OffsetWalk.init(plan(10, "created_at"), { deepOffset: 40 })
      )
      assert.isNull(fault)
      assert.strictEqual(seen.size, 120)
      const unfiltered = requests.filter(({ query }) => !("where[created_at][gte]" in query))
      assert.isTrue(unfiltered.some(({ offset }) => offset > 100))
    }
  })

  it("is not led astray by rows without an id, even at the overlap", () => {
    const anonymous = new Set(["r8", "r9", "r19", "r40"])
    const { requests, seen, steppedBack } = walk(
      constant(listing(60), { anonymous }),
      OffsetWalk.init(plan(10))
    )
    assert.strictEqual(seen.size, 60)
    assert.strictEqual(steppedBack, 0)
    assert.deepStrictEqual(
      requests.slice(0, 2).map(({ offset }) => offset),
      [0, 7]
    )
  })

  it("lets malformed timestamps neither break the order nor begin a window", () => {
    const rows = listing(300).map((row, index) =>
      index % 9 === 4 ? { ...row, at: "2024-99-99T00:00:00Z" } : row
    )
    const { fault, requests, seen } = walk(
      constant(rows),
      OffsetWalk.init(plan(10, "created_at"), { deepOffset: 40 })
    )
    assert.isNull(fault)
    assert.strictEqual(seen.size, 300)
    assert.isTrue(requests.every(({ query }) => !query["where[created_at][gte]"]?.includes("99-99")))
    assert.isTrue(requests.some(({ query }) => "where[created_at][gte]" in query))
  })

  it("steps back half a page when rows before were removed, and tells which rows it knows", () => {
    const rows = listing(30)
    const first = OffsetWalk.init(plan(10))
    const second = OffsetWalk.advance(first, answer(rows, OffsetWalk.request(first)))
    assert.strictEqual(second._tag, "Advance")
    if (second._tag !== "Advance") return
    assert.strictEqual(second.state.offset, 9)
    const shifted = rows.slice(2)
    const back = OffsetWalk.advance(second.state, answer(shifted, OffsetWalk.request(second.state)))
    assert.strictEqual(back._tag, "StepBack")
    if (back._tag !== "StepBack") return
    assert.strictEqual(back.state.offset, 4)
    const joined = OffsetWalk.advance(back.state, answer(shifted, OffsetWalk.request(back.state)))
    assert.strictEqual(joined._tag, "Advance")
    if (joined._tag !== "Advance") return
    assert.strictEqual(joined.seen, 4)
    assert.strictEqual(joined.state.offset, 13)
  })

  it("starts over when a whole stretch of the listing is gone", () => {
    const rows = listing(1000)
    const { fault, seen } = walk(
      { rows: (request) => (request < 40 ? rows : rows.slice(600)), quirks: faithful },
      OffsetWalk.init(plan(10))
    )
    assert.isNull(fault)
    assert.isTrue(rows.slice(600).every(({ id }) => seen.has(id)))
  })

  it("gives up on listings that lead nowhere", () => {
    const state = OffsetWalk.init(plan(10))
    const page = answer(listing(30), OffsetWalk.request(state))
    const reason = (outcome: ReturnType<typeof OffsetWalk.advance>) =>
      outcome._tag === "Fault" ? outcome.reason : outcome._tag
    assert.strictEqual(
      reason(OffsetWalk.advance(state, { ...page, primary: [], nextOffset: 0 })),
      "EmptyPageWithNext"
    )
    assert.strictEqual(
      reason(OffsetWalk.advance(state, { ...page, primary: page.primary.slice(0, 1) })),
      "OffsetDidNotMove"
    )
    assert.strictEqual(reason(OffsetWalk.advance({ ...state, pages: 200_000 }, page)), "NeverEnding")
  })

  it("notices a source that ignores the offset, and one that has no order at all", () => {
    const stuck = (_: number, state: WalkState) =>
      answer(listing(30), { ...OffsetWalk.request(state), offset: 0 })
    const disorderly = (turn: number, state: WalkState) =>
      answer(
        listing(30).map(({ at, id }) => ({ at, id: `${turn}-${id}` })),
        OffsetWalk.request(state)
      )
    const reasonOf = (respond: typeof stuck) => {
      let state = OffsetWalk.init(plan(10))
      for (let turn = 0; turn < 500; turn++) {
        const outcome = OffsetWalk.advance(state, respond(turn, state))
        if (outcome._tag === "Fault") return { reason: outcome.reason, turn }
        if (outcome._tag === "Done") return { reason: null, turn }
        state = outcome.state
      }
      return { reason: null, turn: 500 }
    }
    assert.deepStrictEqual(reasonOf(stuck), { reason: "RepeatedPage", turn: 5 })
    assert.strictEqual(reasonOf(disorderly).reason, "NeverEnding")
  })

  it("ends on an empty listing", () => {
    const { requests, seen } = walk(constant([]), OffsetWalk.init(plan(10)))
    assert.strictEqual(requests.length, 1)
    assert.strictEqual(seen.size, 0)
  })
})
