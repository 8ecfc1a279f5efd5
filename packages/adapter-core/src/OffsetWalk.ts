import { Data } from "effect"
import type { PaginationFaultReason } from "./AdapterError.ts"
import type { FetchedPage, FetchedRecord } from "./Page.ts"
import type { StreamPlan } from "./StreamPlan.ts"
import type { WalkState } from "./WalkState.ts"
import { judgeFloor, judgeWindow, nextWindow, reachesFloor, windowQuery } from "./WindowRules.ts"

/** The part of a page request that the walk decides. */
export interface WalkRequest {
  readonly offset: number
  readonly perPage: number
  readonly query: Readonly<Record<string, string>>
}

/**
 * What a page means for the walk; `seen` counts its leading rows that the page before held too. After `StepBack` the
 * page's rows are good, but rows before them may be missing: they come with the requests that follow.
 */
export type WalkOutcome = Data.TaggedEnum<{
  Advance: { readonly state: WalkState; readonly seen: number }
  StepBack: { readonly state: WalkState }
  Done: { readonly state: WalkState; readonly seen: number }
  Fault: { readonly reason: PaginationFaultReason }
}>
/** @see {@link WalkOutcome} */
export const WalkOutcome = Data.taggedEnum<WalkOutcome>()

/** Where a walk begins, and its limits. */
export interface WalkOptions {
  /** A timestamp: rows whose plan's changes are earlier are not asked for. Default: everything is. */
  readonly since?: string | null
  /** Rows after which a new window is started, as deep offsets are slow and rationed. Default 20,000. */
  readonly deepOffset?: number
  /** Pages after which the listing is taken to be endless. Default 200,000. */
  readonly maxPages?: number
}

/** Half pages gone back in search of the last page before giving up on it: so much was removed that the start is nearer. */
const MAX_STEPS_BACK = 8
/** Starts over before the listing is taken to have no order at all. */
const MAX_RESTARTS = 20
/** The same page in a row before the source is taken to ignore the offset; inserted rows can push a page on by itself. */
const MAX_REPEATS = 5

const init = (
  plan: Pick<StreamPlan, "pageSize" | "window" | "order" | "fixed"> & Partial<Pick<StreamPlan, "changes">>,
  options: WalkOptions = {}
): WalkState => ({
  perPage: plan.pageSize,
  query: { ...plan.fixed, ...(plan.order === null ? {} : { order: plan.order }) },
  window:
    plan.window === null
      ? null
      : {
          field: plan.window,
          from: plan.changes?.kind === "filter" ? (options.since ?? null) : null,
          trusted: null
        },
  floor:
    plan.changes?.kind === "newestFirst" && typeof options.since === "string"
      ? { field: plan.changes.field, at: options.since }
      : null,
  deepOffset: options.deepOffset ?? 20_000,
  maxPages: options.maxPages ?? 200_000,
  offset: 0,
  trail: [],
  fullest: 0,
  believesCount: plan.changes?.kind === "segment",
  pages: 0,
  stepsBack: 0,
  restarts: 0,
  repeats: 0
})

const request = (state: WalkState): WalkRequest => ({
  offset: state.offset,
  perPage: state.perPage,
  query: { ...state.query, ...windowQuery(state.window) }
})

const fault = (reason: PaginationFaultReason): WalkOutcome => WalkOutcome.Fault({ reason })

const stepBackTo = (state: WalkState, offset: number): WalkOutcome => {
  const restarts = state.restarts + (offset === 0 ? 1 : 0)
  return restarts > MAX_RESTARTS
    ? fault("NeverEnding")
    : WalkOutcome.StepBack({ state: { ...state, offset, restarts, stepsBack: state.stepsBack + 1 } })
}

const stepBack = (state: WalkState): WalkOutcome => {
  const half = Math.max(1, Math.floor(state.fullest / 2))
  return stepBackTo(state, state.stepsBack < MAX_STEPS_BACK ? Math.max(0, state.offset - half) : 0)
}

/** How a page joins on to the trail: whether it shares a row with it, and how many rows it shares at its top. */
const joinOn = (
  trail: ReadonlyArray<string>,
  rows: ReadonlyArray<FetchedRecord>
): { readonly joins: boolean; readonly seen: number } => {
  const known = new Set(trail)
  const isKnown = ({ externalId }: FetchedRecord) => externalId !== null && known.has(externalId)
  const firstNew = rows.findIndex((row) => !isKnown(row))
  return { joins: rows.some(isKnown), seen: firstNew < 0 ? rows.length : firstNew }
}

/**
 * Whether the listing goes on. The source has lost its link to the next page before, and told a wrong count with it: so
 * there may be more where the count says so, and behind a full page whatever it says, unless it comes again and again. A delta
 * of a list that it reads whole believes the count: it looks whether anything is new, and a full run looks again.
 */
const goesOn = (state: WalkState, page: FetchedPage, repeats: number): boolean => {
  const rows = page.primary.length
  if (page.hasNext || rows < 2) return page.hasNext
  const { totalCount } = page
  const reached = state.offset + rows
  if (totalCount !== null && totalCount > reached) return true
  if (state.believesCount && totalCount === reached) return false
  const isFull = rows >= (state.fullest === 0 ? state.perPage : state.fullest)
  return isFull && repeats < MAX_REPEATS
}

/** The row that the next page repeats: the last one, or the last with an id by which it can be known again. */
const overlapRow = (rows: ReadonlyArray<FetchedRecord>): number => {
  const identified = rows.findLastIndex((row) => row.externalId !== null)
  return identified > 0 ? identified : rows.length - 1
}

const moveOn = (state: WalkState, page: FetchedPage, joined: WalkState, seen: number): WalkOutcome => {
  const isDeepEnough = joined.floor !== null && reachesFloor(joined.floor, page.primary)
  if (isDeepEnough || !goesOn(state, page, joined.repeats)) return WalkOutcome.Done({ state: joined, seen })
  if (joined.repeats >= MAX_REPEATS) return fault("RepeatedPage")
  const overlap = overlapRow(page.primary)
  const boundary = page.primary[overlap]
  if (boundary === undefined || overlap === 0) return fault("OffsetDidNotMove")
  const offset = state.offset + overlap
  const window = nextWindow(joined, offset, boundary)
  return WalkOutcome.Advance({
    state: window === null ? { ...joined, offset } : { ...joined, window, offset: 0 },
    seen
  })
}

const sameIds = (left: ReadonlyArray<string>, right: ReadonlyArray<string>): boolean =>
  left.length > 0 && left.length === right.length && left.every((id, index) => id === right[index])

const advance = (before: WalkState, page: FetchedPage): WalkOutcome => {
  const rows = page.primary
  if (rows.length === 0 && page.hasNext) return fault("EmptyPageWithNext")
  if (before.pages >= before.maxPages) return fault("NeverEnding")
  const state: WalkState = {
    ...before,
    pages: before.pages + 1,
    window: before.window === null ? null : judgeWindow(before.window, page),
    floor: before.floor === null ? null : judgeFloor(before.floor, page)
  }
  if (state.window !== null && state.window.from !== null && state.window.trusted === false) {
    return stepBackTo({ ...state, window: { ...state.window, from: null } }, 0)
  }
  const { joins, seen } = joinOn(state.trail, rows)
  if (state.offset > 0 && state.trail.length > 0 && !joins) return stepBack(state)
  const trail = rows.flatMap(({ externalId }) => (externalId === null ? [] : [externalId]))
  const repeated = state.offset > 0 && state.stepsBack === 0 && sameIds(state.trail, trail)
  const joined: WalkState = {
    ...state,
    trail,
    fullest: Math.max(state.fullest, rows.length),
    stepsBack: 0,
    repeats: repeated ? state.repeats + 1 : 0
  }
  return moveOn(state, page, joined, seen)
}

const isWhole = ({ floor, window }: WalkState): boolean =>
  floor === null && (window === null || window.from === null || window.trusted === false)

/**
 * Walks a listing by offset, page by page, and misses no row that was there all along, even while rows come and go.
 * Every page repeats the last row of the one before: if it does not join on, rows before it were removed, and the walk
 * steps back. Pure: the caller fetches, writes and keeps the state.
 */
export const OffsetWalk = {
  /** The state before the first page. */
  init,
  /** The request to make next. */
  request,
  /** What the answer to that request means. */
  advance,
  /** Whether the walk sees everything: nothing was left out, or the source would not leave it out. */
  isWhole
}
