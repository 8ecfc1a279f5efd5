import { WalkState } from "@openfaith/adapter-core"
import { Schema } from "effect"

/**
 * Where a stream goes on. A list keeps the state of its walk; a list below parents keeps the last parent whose rows
 * are all written (parents are visited in the order of their external ids).
 */
export const Cursor = Schema.Union(
  Schema.Struct({ kind: Schema.Literal("list"), walk: WalkState }),
  Schema.Struct({ kind: Schema.Literal("within"), after: Schema.NullOr(Schema.String) }),
  Schema.Struct({ kind: Schema.Literal("end") })
)
/** @see {@link Cursor} */
export type Cursor = typeof Cursor.Type
