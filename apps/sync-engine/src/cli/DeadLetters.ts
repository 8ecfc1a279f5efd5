import { Args, Command, HelpDoc, Options } from "@effect/cli"
import {
  DeadLetter,
  DeadLetterDetail,
  DeadLetterId,
  DeadLetterPage,
  DeadLetterReason,
  DeadLettersQueued,
  EntityName,
  Reason,
  replayLimit,
  RunCursor
} from "@openfaith/sync-api"
import { Effect, Either, Option, Schema } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { deadLettersTable, deadLetterText } from "./DeadLetterText.ts"
import { formatCount } from "./Formats.ts"
import { printJson, printLines } from "./Output.ts"
import { json, org, url } from "./Parameters.ts"

const letter = Args.text({ name: "letter" }).pipe(
  Args.withDescription("The id of the dead letter, as list shows it"),
  Args.mapEffect((value) =>
    Schema.is(DeadLetterId)(value)
      ? Either.right(value)
      : Either.left(HelpDoc.p("<letter> must be the id of a dead letter, as dead-letters list shows it."))
  )
)

const filterOptions = {
  entity: Options.text("entity").pipe(
    Options.withDescription("Only letters of this entity, such as Person"),
    Options.filterMap(
      Option.liftPredicate(Schema.is(EntityName)),
      "--entity must be the name of an entity, as sync-engine graph lists them."
    ),
    Options.optional
  ),
  reason: Options.choice("reason", DeadLetterReason.literals).pipe(
    Options.withDescription("Only letters of records that could not be written for this reason"),
    Options.optional
  ),
  quarantined: Options.boolean("quarantined").pipe(Options.withDescription("Only letters in quarantine"))
}

const filterOf = (given: {
  readonly entity: Option.Option<string>
  readonly reason: Option.Option<DeadLetterReason>
  readonly quarantined: boolean
}) => ({
  ...(Option.isSome(given.entity) ? { entity: given.entity.value } : {}),
  ...(Option.isSome(given.reason) ? { reason: given.reason.value } : {}),
  ...(given.quarantined ? { quarantined: true } : {})
})

const limit = Options.integer("limit").pipe(
  Options.withDescription("How many letters are listed at most, from 1 to 100"),
  Options.withDefault(20),
  Options.filterMap(
    Option.liftPredicate((value) => value >= 1 && value <= 100),
    "--limit must be a whole number from 1 to 100."
  )
)
const cursor = Options.text("cursor").pipe(
  Options.withDescription("Where the listing goes on, as the page before said"),
  Options.filterMap(
    Option.liftPredicate(Schema.is(RunCursor)),
    "--cursor must be what a listing of dead letters said."
  ),
  Options.optional
)

const pageText = ({ deadLetters, nextCursor }: DeadLetterPage): ReadonlyArray<string> => [
  ...(deadLetters.length === 0 ? ["There are no such dead letters."] : deadLettersTable(deadLetters)),
  ...(nextCursor === null ? [] : ["", `There are older ones: --cursor ${nextCursor}`])
]

const list = Command.make(
  "list",
  { org, ...filterOptions, limit, cursor, url, json },
  ({ cursor, json, limit, org, url, ...filter }) =>
    withEngine(url, (client) =>
      Effect.flatMap(
        client.ListDeadLetters({
          orgId: org,
          limit,
          ...filterOf(filter),
          ...(Option.isSome(cursor) ? { cursor: cursor.value } : {})
        }),
        (page) => (json ? printJson(DeadLetterPage)(page) : printLines(pageText(page)))
      )
    )
).pipe(Command.withDescription("List dead letters, newest first"))

const show = Command.make("show", { org, letter, url, json }, ({ json, letter, org, url }) =>
  withEngine(url, (client) =>
    Effect.flatMap(client.GetDeadLetter({ orgId: org, deadLetterId: letter }), (detail) =>
      json ? printJson(DeadLetterDetail)(detail) : printLines(deadLetterText(detail))
    )
  )
).pipe(Command.withDescription("Show one dead letter with its record as the source sent it"))

const replay = Command.make("replay", { org, letter, url, json }, ({ json, letter, org, url }) =>
  withEngine(url, (client) =>
    Effect.flatMap(client.ReplayDeadLetter({ orgId: org, deadLetterId: letter }), (queued) =>
      json
        ? printJson(DeadLetter)(queued)
        : printLines([`The dead letter ${letter} is tried again with the next pass.`])
    )
  )
).pipe(Command.withDescription("Have one dead letter tried again, also out of quarantine"))

const replayAll = Command.make(
  "replay-all",
  { org, ...filterOptions, url, json },
  ({ json, org, url, ...filter }) =>
    withEngine(url, (client) =>
      Effect.flatMap(client.ReplayDeadLetters({ orgId: org, ...filterOf(filter) }), (answer) =>
        json
          ? printJson(DeadLettersQueued)(answer)
          : printLines([
              `${formatCount(answer.queued)} dead letters are tried again with the next passes.`,
              ...(answer.queued < replayLimit ? [] : ["There may be more: ask again."])
            ])
      )
    )
).pipe(Command.withDescription("Have dead letters tried again, also out of quarantine"))

const why = Options.text("reason").pipe(
  Options.withDescription("Why it is let go, kept in the audit"),
  Options.filterMap(Option.liftPredicate(Schema.is(Reason)), "--reason must be 1 to 1000 characters.")
)

const discard = Command.make(
  "discard",
  { org, letter, reason: why, url, json },
  ({ json, letter, org, reason, url }) =>
    withEngine(url, (client) =>
      Effect.flatMap(client.DiscardDeadLetter({ orgId: org, deadLetterId: letter, reason }), (gone) =>
        json ? printJson(DeadLetter)(gone) : printLines([`The dead letter ${letter} is discarded.`])
      )
    )
).pipe(Command.withDescription("Let a dead letter go without its record having been written"))

/** `dead-letters`: records that could not be written. */
export const DeadLetters = Command.make("dead-letters").pipe(
  Command.withDescription("List, show, try again and discard records that could not be written"),
  Command.withSubcommands([list, show, replay, replayAll, discard])
)
