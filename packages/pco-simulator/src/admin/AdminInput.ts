import { Schema } from "effect"
import { type Json, tableNames } from "../world/Row.ts"
import { corruptionKinds } from "./Corruption.ts"
import { faultKinds } from "./Faults.ts"

const isPattern = (pattern: string): boolean => {
  try {
    return new RegExp(pattern).source !== ""
  } catch {
    return false
  }
}

const share = Schema.Number.pipe(Schema.between(0, 1))

/** A fault as it is posted. */
export const FaultInput = Schema.Struct({
  kind: Schema.Literal(...faultKinds),
  times: Schema.optionalWith(Schema.NonNegativeInt, { as: "Option", nullable: true }),
  probability: Schema.optionalWith(share, { default: () => 1 }),
  path: Schema.optionalWith(Schema.String.pipe(Schema.filter(isPattern)), { as: "Option", nullable: true }),
  seed: Schema.optionalWith(Schema.Int, { default: () => 1 }),
  ms: Schema.optionalWith(Schema.NonNegativeInt, { default: () => 0 }),
  retryAfter: Schema.optionalWith(Schema.NonNegativeInt, { default: () => 1 })
})

/** One fault or several. */
export const FaultsInput = Schema.Union(Schema.Array(FaultInput), FaultInput)

/** What to damage. */
export const CorruptInput = Schema.Struct({
  fraction: share,
  seed: Schema.optionalWith(Schema.Int, { default: () => 1 }),
  kinds: Schema.optionalWith(Schema.NonEmptyArray(Schema.Literal(...corruptionKinds)), {
    default: () => corruptionKinds
  }),
  entities: Schema.optionalWith(Schema.Array(Schema.Literal(...tableNames)), { default: () => tableNames }),
  parents: Schema.optionalWith(Schema.Boolean, { default: () => false })
})

/** How to set the clock: any of the three, in this order. */
export const ClockInput = Schema.Struct({
  release: Schema.optionalWith(Schema.Boolean, { default: () => false }),
  now: Schema.optionalWith(Schema.Date, { as: "Option" }),
  advanceSeconds: Schema.optionalWith(Schema.Number, { default: () => 0 })
})

/** For whom to make tokens. */
export const TokenInput = Schema.Struct({
  user: Schema.optionalWith(Schema.String, { as: "Option" }),
  scope: Schema.optionalWith(Schema.String, { default: () => "people groups" }),
  expiresIn: Schema.optionalWith(Schema.Number, { as: "Option" })
})

/** Which token: none means all. */
export const TokenChoice = Schema.Struct({ token: Schema.optionalWith(Schema.String, { as: "Option" }) })

/** What an organisation's credentials may do. */
export const AccessInput = Schema.Struct({
  products: Schema.optionalWith(Schema.NullOr(Schema.Array(Schema.Literal("people", "groups"))), {
    as: "Option"
  }),
  revoked: Schema.optionalWith(Schema.Boolean, { as: "Option" })
})

/** What becomes of a merged person's children. */
export const MergeInput = Schema.Struct({
  children: Schema.optionalWith(Schema.Literal("move", "remove"), { default: () => "move" as const })
})

const JsonValue: Schema.Schema<Json> = Schema.Union(
  Schema.Null,
  Schema.Boolean,
  Schema.Number,
  Schema.String,
  Schema.Array(Schema.suspend((): Schema.Schema<Json> => JsonValue)),
  Schema.Record({ key: Schema.String, value: Schema.suspend((): Schema.Schema<Json> => JsonValue) })
)

/** Attributes and references of a record, by name. */
export const ChangesInput = Schema.Record({ key: Schema.String, value: JsonValue })

/** Records to create: one or several. */
export const RecordsInput = Schema.Union(Schema.Array(ChangesInput), ChangesInput)
