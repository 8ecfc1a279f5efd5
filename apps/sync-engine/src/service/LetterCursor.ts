import { DeadLetterId } from "@openfaith/sync-api"
import { Option, Schema } from "effect"

/** The opaque text that names a place in the list of dead letters: behind the letter of this id. */
export const encode = (deadLetterId: string): string => Buffer.from(deadLetterId).toString("base64url")

/** The place that {@link encode} named; nothing when the text was not made by it. */
export const decode = (cursor: string): Option.Option<string> =>
  Option.filter(
    Option.some(Buffer.from(cursor, "base64url").toString("utf8")),
    (id) => Schema.is(DeadLetterId)(id) && encode(id) === cursor
  )
