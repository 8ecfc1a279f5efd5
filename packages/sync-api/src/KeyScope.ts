import { Context, Schema } from "effect"

/** What a key lets its holder do; each includes the ones before it. */
export const KeyScope = Schema.Literal("read", "operate", "admin").annotations({
  identifier: "KeyScope",
  description:
    "read: look at everything. operate: start, stop and decide as well. " +
    "admin: connect accounts and manage keys as well."
})
/** @see {@link KeyScope} */
export type KeyScope = typeof KeyScope.Type

/** The scope that an operation asks for: an annotation of its endpoint and of its procedure. */
export class RequiredScope extends Context.Tag("@openfaith/sync-api/RequiredScope")<
  RequiredScope,
  KeyScope
>() {}

/** Whether a scope includes another. */
export const includesScope = (held: KeyScope, asked: KeyScope): boolean =>
  KeyScope.literals.indexOf(held) >= KeyScope.literals.indexOf(asked)
