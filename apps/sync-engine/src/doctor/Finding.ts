import { Schema } from "effect"

/** What one check found: how it stands, what is wrong, and how to mend it. */
export const Finding = Schema.Struct({
  check: Schema.String,
  status: Schema.Literal("ok", "warning", "failed"),
  message: Schema.String,
  remedy: Schema.NullOr(Schema.String)
})
/** @see {@link Finding} */
export type Finding = typeof Finding.Type

/** All findings, in the order of the checks. */
export const Findings = Schema.Struct({ findings: Schema.Array(Finding) })

/** Nothing is wrong. */
export const ok = (check: string, message: string): Finding => ({
  check,
  status: "ok",
  message,
  remedy: null
})

/** Something works less well than it could. */
export const warning = (check: string, message: string, remedy: string): Finding => ({
  check,
  status: "warning",
  message,
  remedy
})

/** Something does not work. */
export const failed = (check: string, message: string, remedy: string): Finding => ({
  check,
  status: "failed",
  message,
  remedy
})
