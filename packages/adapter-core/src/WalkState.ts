import { Schema } from "effect"

/** The stretch of a listing being walked: everything whose `field` is not before `from` (null: from the start). */
export const TimestampWindow = Schema.Struct({
  field: Schema.String,
  from: Schema.NullOr(Schema.String),
  /** Whether the source filters and orders by the field; null until its first page says so. */
  trusted: Schema.NullOr(Schema.Boolean)
})
/** @see {@link TimestampWindow} */
export type TimestampWindow = typeof TimestampWindow.Type

/** Where a walk from the newest row on may end: before the first row whose `field` is earlier than `at`. */
export const Floor = Schema.Struct({ field: Schema.String, at: Schema.String })
/** @see {@link Floor} */
export type Floor = typeof Floor.Type

/** Where a walk stands, limits included: the stream's cursor, stored as JSON and enough to go on after a crash. */
export const WalkState = Schema.Struct({
  perPage: Schema.Number,
  /** What every request of the walk asks, whatever the window. */
  query: Schema.Record({ key: Schema.String, value: Schema.String }),
  window: Schema.NullOr(TimestampWindow),
  /** Null when the walk goes to the end of the listing. */
  floor: Schema.NullOr(Floor),
  deepOffset: Schema.Number,
  maxPages: Schema.Number,
  offset: Schema.Number,
  /** Ids of the last page that joined on to the walk, in its order: where the next page has to join on. */
  trail: Schema.Array(Schema.String),
  /** Rows of the fullest page so far; the source may serve fewer than asked. */
  fullest: Schema.Number,
  /** Whether a full page is the last one where the count says so. */
  believesCount: Schema.optionalWith(Schema.Boolean, { default: () => false }),
  pages: Schema.Number,
  /** Steps back since a page last joined on. */
  stepsBack: Schema.Number,
  /** Times the walk went back to the start of a window. */
  restarts: Schema.Number,
  /** Times in a row that a page was the same as the one before. */
  repeats: Schema.Number
})
/** @see {@link WalkState} */
export type WalkState = typeof WalkState.Type
