import { Redacted } from "effect"
import { createHash, randomBytes } from "node:crypto"

// Known to people and to programs that look for secrets where none should be.
const prefix = "openfaith_"

/** A new key: 256 random bits behind a prefix by which it is recognised. */
export const makeKey = (): Redacted.Redacted =>
  Redacted.make(`${prefix}${randomBytes(32).toString("base64url")}`)

/** Whether a text could be a key that {@link makeKey} made. */
export const isKeyShaped = (text: string): boolean =>
  text.length === prefix.length + 43 && text.startsWith(prefix)

/** What is kept of a key, or compared in its stead. A fast digest will do: nobody guesses 256 random bits. */
export const digestOf = (key: Redacted.Redacted): Buffer =>
  createHash("sha256").update(Redacted.value(key)).digest()
