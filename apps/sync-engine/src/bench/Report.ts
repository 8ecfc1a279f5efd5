import { Schema } from "effect"

/** A cell of a table for people. */
const Cell = Schema.Union(Schema.String, Schema.Number, Schema.Null)

/** A figure beside what it must come to. */
export const Check = Schema.Struct({
  what: Schema.String,
  seen: Schema.Number,
  atLeast: Schema.optionalWith(Schema.Number, { exact: true }),
  atMost: Schema.optionalWith(Schema.Number, { exact: true })
})
/** @see {@link Check} */
export type Check = typeof Check.Type

/** What every benchmark prints as JSON, beside figures of its own. */
export const Report = Schema.Struct({
  bench: Schema.String,
  measuredAt: Schema.String,
  machine: Schema.Struct({
    cores: Schema.Int,
    processor: Schema.String,
    memoryGb: Schema.Number,
    node: Schema.String,
    load: Schema.Number
  }),
  /** The sizes that were asked for. */
  options: Schema.Record({ key: Schema.String, value: Schema.Unknown }),
  /** Rows with the same members, by the heading of their column. */
  table: Schema.Array(Schema.Record({ key: Schema.String, value: Cell })),
  checks: Schema.Array(Check)
})
/** @see {@link Report} */
export type Report = typeof Report.Type

/** Whether a figure is what it must be. */
export const isMet = ({ atLeast, atMost, seen }: Check): boolean =>
  seen >= (atLeast ?? -Infinity) && seen <= (atMost ?? Infinity)

/** A number with so many digits behind the point. */
export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))
