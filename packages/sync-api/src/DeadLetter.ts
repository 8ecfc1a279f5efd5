import { Schema } from "effect"
import { AdapterName, EntityName, RunId } from "./Identifiers.ts"
import { everyFault } from "./internal/EveryFault.ts"
import { count } from "./internal/Quantity.ts"
import { Reason } from "./Reason.ts"
import { Timestamp } from "./Timestamp.ts"

/** The id of a dead letter: a whole number as text. */
export const DeadLetterId = Schema.String.pipe(
  Schema.pattern(/^\d{1,18}$/, { message: () => "Expected a whole number" })
).annotations({
  identifier: "DeadLetterId",
  description: "The id of a dead letter, a whole number as text",
  examples: ["42"]
})

/** Why a record could not be written. */
export const DeadLetterReason = Schema.Literal(
  "MissingId",
  "Undecodable",
  "Untransformable",
  "MissingParent",
  "Unwritable"
).annotations({
  identifier: "DeadLetterReason",
  description:
    "MissingId: the source sent no id. Undecodable: a property is not what its schema says. Untransformable: the record " +
    "has no meaning here. MissingParent: the record it belongs to is not there. Unwritable: PostgreSQL refused the row."
})
/** @see {@link DeadLetterReason} */
export type DeadLetterReason = typeof DeadLetterReason.Type

/** A record that could not be written and is kept until it can, or until a person lets it go. */
export const DeadLetter = Schema.Struct({
  deadLetterId: DeadLetterId,
  adapter: AdapterName,
  entity: EntityName,
  externalId: Schema.NullOr(Schema.String).annotations({
    description: "The id of the record at its source; null where the source sent none"
  }),
  runId: Schema.NullOr(RunId).annotations({
    description: "The run that last brought the record; null when it was no run"
  }),
  reason: DeadLetterReason,
  path: Schema.String.annotations({ description: "Where in the record the fault is; empty for all of it" }),
  message: Schema.String,
  attempts: count("How often it could not be written"),
  firstSeenAt: Timestamp,
  lastSeenAt: Timestamp.annotations({ description: "When the source last gave the record" }),
  nextAttemptAt: Schema.NullOr(Timestamp).annotations({
    description: "From when on it is tried again by itself; null in quarantine"
  }),
  quarantinedAt: Schema.NullOr(Timestamp).annotations({
    description: "Since when it is not tried again by itself; null while it is"
  })
}).annotations({ identifier: "DeadLetter", description: "A record that could not be written" })
/** @see {@link DeadLetter} */
export type DeadLetter = typeof DeadLetter.Type

/** A dead letter with its record. */
export const DeadLetterDetail = Schema.Struct({
  ...DeadLetter.fields,
  raw: Schema.Record({ key: Schema.String, value: Schema.Unknown }).annotations({
    description: "The record as the source sent it"
  })
}).annotations({ identifier: "DeadLetterDetail", description: "A dead letter with its record" })
/** @see {@link DeadLetterDetail} */
export type DeadLetterDetail = typeof DeadLetterDetail.Type

const filter = {
  entity: Schema.optionalWith(EntityName, { exact: true }),
  reason: Schema.optionalWith(DeadLetterReason, { exact: true })
}

/** Which dead letters, as the values of a call; what is not said is not looked at. */
export const DeadLetterFilter = Schema.Struct({
  ...filter,
  quarantined: Schema.optionalWith(Schema.Boolean, { exact: true })
})
/** @see {@link DeadLetterFilter} */
export type DeadLetterFilter = typeof DeadLetterFilter.Type

/** Which dead letters, as the query of a URL. */
export const DeadLetterFilterQuery = Schema.Struct({
  ...filter,
  quarantined: Schema.optionalWith(
    Schema.BooleanFromString.annotations({
      jsonSchema: { type: "boolean" },
      description: "Only letters in quarantine, or only those that are not"
    }),
    { exact: true }
  )
}).annotations({ parseOptions: everyFault })

/** The most letters that one call has tried again. */
export const replayLimit = 1_000

/** How many letters are tried again that would not have been by now. */
export const DeadLettersQueued = Schema.Struct({
  queued: count(`Letters that are tried again now and were not due already, at most ${replayLimit} a call`)
}).annotations({ identifier: "DeadLettersQueued" })
/** @see {@link DeadLettersQueued} */
export type DeadLettersQueued = typeof DeadLettersQueued.Type

/** Why a letter is let go without its record having been written. */
export const DiscardDeadLetterRequest = Schema.Struct({ reason: Reason }).annotations({
  identifier: "DiscardDeadLetterRequest",
  parseOptions: everyFault
})
