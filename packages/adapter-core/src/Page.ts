import { Schema } from "effect"
import type { JsonObject } from "./Json.ts"

/** One HTTP request for a page, in the manifest's words; the adapter turns it into a URL. */
export interface PageRequest {
  /** The endpoint's name in the manifest. */
  readonly endpoint: string
  /** Values for the path's parameters. */
  readonly params: Readonly<Record<string, string>>
  readonly include: ReadonlyArray<string>
  /** Query parameters as sent: `where[…]`, `order` and the endpoint's fixed ones. */
  readonly query: Readonly<Record<string, string>>
  /** Rows to skip. */
  readonly offset: number
  readonly perPage: number
}

/** A record as the source sent it, not yet decoded; `externalId` is null when the source sent none. */
export interface FetchedRecord {
  readonly entity: string
  readonly externalId: string | null
  readonly raw: JsonObject
}

/** The request budget as the source last told it: `limit` requests in `periodSeconds`, of which `count` are used. */
export const BudgetReport = Schema.Struct({
  limit: Schema.Number,
  periodSeconds: Schema.Number,
  count: Schema.NullOr(Schema.Number)
})
/** @see {@link BudgetReport} */
export type BudgetReport = typeof BudgetReport.Type

/** What one HTTP request for a page brought; null where the source did not say. */
export interface FetchedPage {
  /** The endpoint's own records, in the listing's order. */
  readonly primary: ReadonlyArray<FetchedRecord>
  /** Records that came along through includes, each once, with the way back to their parent filled in. */
  readonly carried: ReadonlyArray<FetchedRecord>
  readonly hasNext: boolean
  readonly nextOffset: number | null
  readonly totalCount: number | null
  /** Fields the source says it can filter by. */
  readonly queryable: ReadonlyArray<string> | null
  /** Fields the source says it can order by. */
  readonly orderable: ReadonlyArray<string> | null
  readonly budget: BudgetReport | null
  /** Size of the body in bytes. */
  readonly bytes: number
  /** The source's own time of the answer, milliseconds since the epoch. */
  readonly answeredAt: number | null
  /** The API version that really answered. */
  readonly processedAsVersion: string | null
}
