import { WalkState } from "@openfaith/adapter-core"
import { Schema } from "effect"

// Told apart before the union sees it: to choose a member it makes text of `kind`, and throws where that cannot be done.
const OfAnyKind = Schema.Struct(
  { kind: Schema.Literal("list", "within", "end") },
  Schema.Record({ key: Schema.String, value: Schema.Unknown })
)

const Place = Schema.Union(
  Schema.Struct({ kind: Schema.Literal("list"), walk: WalkState }),
  Schema.Struct({ kind: Schema.Literal("within"), after: Schema.NullOr(Schema.String) }),
  Schema.Struct({ kind: Schema.Literal("end") })
)

/**
 * Where a stream goes on. A list keeps the state of its walk; a list below parents keeps the last parent whose rows
 * are all written (parents are visited in the order of their external ids).
 */
export const Cursor = Schema.compose(OfAnyKind, Place, { strict: false })
/** @see {@link Cursor} */
export type Cursor = typeof Cursor.Type
