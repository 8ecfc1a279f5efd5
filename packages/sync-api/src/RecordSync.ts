import { Schema } from "effect"

/** The id of a record at its source: opaque text that can stand in a path. */
export const ExternalId = Schema.String.pipe(
  Schema.pattern(/^(?!\.{1,2}$)[^\s\p{Cc}/?#]{1,128}$/u, {
    message: () => "Expected an id of up to 128 characters without spaces or slashes",
    arbitrary: () => (fc) => fc.stringMatching(/^[0-9]{1,12}$/)
  })
).annotations({
  identifier: "ExternalId",
  description: "The id of a record at its source",
  jsonSchema: { type: "string", minLength: 1, maxLength: 128 },
  examples: ["40135869"]
})

/** The answer to a record asked for: the inbox row that will be worked off. */
export const RecordAccepted = Schema.Struct({
  inboxId: Schema.String.pipe(
    Schema.pattern(/^\d{1,19}$/, { message: () => "Expected a whole number" })
  ).annotations({ description: "The inbox row that stands for the request, a whole number as text" })
}).annotations({ identifier: "RecordAccepted" })
/** @see {@link RecordAccepted} */
export type RecordAccepted = typeof RecordAccepted.Type
