import { Schema } from "effect"
import type { Within } from "./Endpoint.ts"

/** An entity that comes along on another's list through an include. */
export interface Rider {
  readonly include: string
  readonly entity: string
}

/**
 * What a delta reads instead of everything: the rows that a timestamp says changed, asked by a filter or walked from the
 * newest on; below parents, the lists of those whose own row changed; and where nothing tells of changes, one page at a
 * time in turn, as long as it and the count are as they were.
 */
export const Changes = Schema.Union(
  Schema.Struct({ kind: Schema.Literal("filter"), field: Schema.String }),
  Schema.Struct({ kind: Schema.Literal("newestFirst"), field: Schema.String }),
  Schema.Struct({ kind: Schema.Literal("parents") }),
  Schema.Struct({ kind: Schema.Literal("segment") })
)
/** @see {@link Changes} */
export type Changes = typeof Changes.Type

/** One stream of pages: an entity, the endpoint that lists it, and what rides along. */
export interface StreamPlan {
  readonly entity: string
  /** Index of the wave, from 0. */
  readonly wave: number
  /** The endpoint's name in the manifest. */
  readonly endpoint: string
  readonly include: ReadonlyArray<string>
  readonly riders: ReadonlyArray<Rider>
  readonly within: Within | null
  readonly window: string | null
  readonly order: string | null
  readonly fixed: Readonly<Record<string, string>>
  readonly pageSize: number
  /** How a delta finds changes; null when everything is listed. */
  readonly changes: Changes | null
}
