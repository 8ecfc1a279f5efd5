import { Schema } from "effect"
import { everyFault } from "./internal/EveryFault.ts"
import { KeyScope } from "./KeyScope.ts"

/** What opens a session. */
export const SignInRequest = Schema.Struct({
  apiKey: Schema.Redacted(Schema.NonEmptyString)
}).annotations({ identifier: "SignInRequest", parseOptions: everyFault })
/** @see {@link SignInRequest} */
export type SignInRequest = typeof SignInRequest.Type

/** Whether a browser is let in. */
export const Session = Schema.Struct({
  required: Schema.Boolean.annotations({
    description: "Whether this node asks for a key at all; without one it listens on loopback only"
  }),
  signedIn: Schema.Boolean,
  scope: Schema.NullOr(KeyScope).annotations({
    description: "What the session lets its holder do; null while signed out"
  })
}).annotations({ identifier: "Session" })
/** @see {@link Session} */
export type Session = typeof Session.Type
