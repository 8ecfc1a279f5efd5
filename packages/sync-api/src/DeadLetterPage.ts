import { Schema } from "effect"
import { DeadLetter, DeadLetterFilter, DeadLetterFilterQuery } from "./DeadLetter.ts"
import { everyFault } from "./internal/EveryFault.ts"
import { ListRunsOptions, ListRunsQuery, RunCursor } from "./RunPage.ts"

/** Which page of which dead letters, as the values of a call. */
export const ListDeadLettersOptions = Schema.Struct({ ...DeadLetterFilter.fields, ...ListRunsOptions.fields })
/** @see {@link ListDeadLettersOptions} */
export type ListDeadLettersOptions = typeof ListDeadLettersOptions.Type

/** Which page of which dead letters, as the query of a URL. */
export const ListDeadLettersQuery = Schema.Struct({
  ...DeadLetterFilterQuery.fields,
  ...ListRunsQuery.fields
}).annotations({ parseOptions: everyFault })

/** A page of an organisation's dead letters, newest first. */
export const DeadLetterPage = Schema.Struct({
  deadLetters: Schema.Array(DeadLetter),
  nextCursor: Schema.NullOr(RunCursor).annotations({
    description: "The cursor of the next page; null on the last one"
  }),
  next: Schema.NullOr(Schema.String).annotations({
    description: "The path and query of the next page; null on the last one"
  })
}).annotations({ identifier: "DeadLetterPage", description: "Dead letters of an organisation, newest first" })
/** @see {@link DeadLetterPage} */
export type DeadLetterPage = typeof DeadLetterPage.Type
