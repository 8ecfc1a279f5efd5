import { Command, Options } from "@effect/cli"
import {
  HeldDeletion,
  HeldDeletionId,
  HeldDeletions as HeldDeletionsSchema,
  Reason
} from "@openfaith/sync-api"
import { Effect, Option, Schema } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { UsageFault } from "./CliErrors.ts"
import { formatCount, formatInstant } from "./Formats.ts"
import { printJson, printLines } from "./Output.ts"
import { json, org, url } from "./Parameters.ts"
import { textTable } from "./TextTable.ts"

const idOption = (name: string, description: string) =>
  Options.text(name).pipe(
    Options.withDescription(description),
    Options.filterMap(
      Option.liftPredicate(Schema.is(HeldDeletionId)),
      `--${name} must be the id of held deletions, as sync-engine held-deletions lists it.`
    ),
    Options.optional
  )
const approve = idOption("approve", "Let these deletions be carried out")
const reject = idOption("reject", "Let these records stay")
const reason = Options.text("reason").pipe(
  Options.withDescription("Why they are rejected, kept with them"),
  Options.filterMap(Option.liftPredicate(Schema.is(Reason)), "--reason must be 1 to 1000 characters."),
  Options.optional
)

const table = (heldDeletions: ReadonlyArray<HeldDeletion>): ReadonlyArray<string> =>
  textTable(
    [
      { heading: "id", isNumber: true },
      { heading: "entity" },
      { heading: "missing", isNumber: true },
      { heading: "of", isNumber: true },
      { heading: "status" },
      { heading: "found" },
      { heading: "reason" }
    ],
    heldDeletions.map((held) => [
      held.heldDeletionId,
      held.entity,
      formatCount(held.records),
      formatCount(held.living),
      held.status,
      formatInstant(held.createdAt),
      held.reason ?? ""
    ])
  )

const text = ({ heldDeletions }: HeldDeletionsSchema): ReadonlyArray<string> =>
  heldDeletions.length === 0 ? ["No deletions were ever held."] : table(heldDeletions)

/** `held-deletions`: deletions that wait for a person; approves or rejects some on request. */
export const HeldDeletions = Command.make(
  "held-deletions",
  { org, approve, reject, reason, url, json },
  ({ approve, json, org, reason, reject, url }) =>
    Effect.gen(function* () {
      const areBoth = Option.isSome(approve) && Option.isSome(reject)
      if (areBoth || (Option.isSome(reason) && Option.isNone(reject))) {
        return yield* new UsageFault({
          problem: "Give either --approve or --reject; --reason goes with --reject only."
        })
      }
      const show = (held: HeldDeletion) => (json ? printJson(HeldDeletion)(held) : printLines(table([held])))
      yield* withEngine(url, (client) =>
        Effect.gen(function* () {
          if (Option.isSome(approve)) {
            const heldDeletionId = approve.value
            return yield* show(yield* client.ApproveHeldDeletion({ orgId: org, heldDeletionId }))
          }
          if (Option.isSome(reject)) {
            const words = Option.isSome(reason) ? { reason: reason.value } : {}
            const heldDeletionId = reject.value
            return yield* show(yield* client.RejectHeldDeletion({ orgId: org, heldDeletionId, ...words }))
          }
          const all = yield* client.ListHeldDeletions({ orgId: org })
          return yield* json ? printJson(HeldDeletionsSchema)(all) : printLines(text(all))
        })
      )
    })
).pipe(Command.withDescription("Show deletions that wait for a person, and approve or reject them"))
