import { Schema } from "effect"
import { everyFault } from "./internal/EveryFault.ts"
import { Run } from "./Run.ts"

/** Where a listing goes on. Its content is the engine's affair: pass it back as it came. */
export const RunCursor = Schema.String.pipe(
  Schema.pattern(/^[A-Za-z0-9_-]{1,256}$/, { message: () => "Expected a cursor that a listing returned" })
).annotations({
  identifier: "RunCursor",
  description: "Where the listing goes on, as the page before returned it"
})

/** How many runs a page has when the caller does not say. */
export const defaultRunLimit = 20

const limit = Schema.Int.pipe(
  Schema.between(1, 100, { message: () => "Expected a whole number from 1 to 100" })
)

const limitText = Schema.compose(Schema.NumberFromString, limit).annotations({
  jsonSchema: { type: "integer", minimum: 1, maximum: 100, default: defaultRunLimit },
  description: "How many runs the page has at most"
})

/** Which page of runs, as the values of a call. */
export const ListRunsOptions = Schema.Struct({
  limit: Schema.optionalWith(limit, { exact: true }),
  cursor: Schema.optionalWith(RunCursor, { exact: true })
})
/** @see {@link ListRunsOptions} */
export type ListRunsOptions = typeof ListRunsOptions.Type

/** Which page of runs, as the query of a URL. */
export const ListRunsQuery = Schema.Struct({
  limit: Schema.optionalWith(limitText, { exact: true }),
  cursor: Schema.optionalWith(RunCursor, { exact: true })
}).annotations({ parseOptions: everyFault })

/** A page of an organisation's runs, newest first. */
export const RunPage = Schema.Struct({
  runs: Schema.Array(Run),
  nextCursor: Schema.NullOr(RunCursor).annotations({
    description: "The cursor of the next page; null on the last one"
  }),
  next: Schema.NullOr(Schema.String).annotations({
    description: "The path and query of the next page; null on the last one"
  })
}).annotations({ identifier: "RunPage", description: "Runs of an organisation, newest first" })
/** @see {@link RunPage} */
export type RunPage = typeof RunPage.Type
