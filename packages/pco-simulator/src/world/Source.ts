import type { IdSequence } from "./IdSequence.ts"
import type { Row } from "./Row.ts"

/** A timestamp that can be computed without the rest of its row. */
export type TimeField = "created_at" | "updated_at"

/** The generated rows of a table, each a pure function of its index. */
export interface Source {
  /** How many rows are generated; rows created later come after them. */
  readonly size: number
  readonly ids: IdSequence
  readonly row: (index: number) => Row
  /** Seconds since 1970 of a timestamp, for the tables that have one. */
  readonly times?: { readonly [field in TimeField]?: (index: number) => number }
  /** By relationship name: the generated rows that point at the parent with this id. */
  readonly childrenOf: { readonly [ref: string]: (parentId: string) => ReadonlyArray<number> }
}
