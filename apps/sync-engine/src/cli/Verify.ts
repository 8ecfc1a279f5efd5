import { Command, Options } from "@effect/cli"
import {
  defaultVerifyBudget,
  type EntityVerification,
  Verification,
  type Verification as VerificationType
} from "@openfaith/sync-api"
import { Effect, Option } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { FaultsFound } from "./CliErrors.ts"
import { formatCount } from "./Formats.ts"
import { printJson, printLines } from "./Output.ts"
import { adapter, json, org, url } from "./Parameters.ts"
import { textTable } from "./TextTable.ts"

const most = 10_000

const budget = Options.integer("budget").pipe(
  Options.withDescription("How many requests may be spent at the source"),
  Options.withDefault(defaultVerifyBudget),
  Options.filterMap(
    Option.liftPredicate((value) => value >= 1 && value <= most),
    `--budget must be a whole number from 1 to ${most}.`
  )
)

const kinds = [
  ["missing here", "missingHere"],
  ["gone there", "goneThere"],
  ["different", "different"]
] as const

const differs = (entity: EntityVerification): boolean => kinds.some(([, kind]) => entity[kind].count > 0)

const text = ({ complete, entities, error, requests }: VerificationType): ReadonlyArray<string> => [
  ...textTable(
    [
      { heading: "entity" },
      ...["here", "at the source", "compared", "missing here", "gone there", "different"].map((heading) => ({
        heading,
        isNumber: true
      })),
      { heading: "read" }
    ],
    entities.map((entity) => [
      entity.entity,
      formatCount(entity.rows),
      entity.sourceTotal === null ? "" : formatCount(entity.sourceTotal),
      formatCount(entity.compared),
      ...kinds.map(([, kind]) => formatCount(entity[kind].count)),
      entity.complete ? "whole" : "in part"
    ])
  ),
  "",
  ...entities.flatMap((entity) =>
    kinds.flatMap(([words, kind]) =>
      entity[kind].count === 0 ? [] : [`${entity.entity} ${words}: ${entity[kind].externalIds.join(", ")}`]
    )
  ),
  `${formatCount(requests)} requests${complete ? "" : "; not everything was read: give it a larger --budget"}.`,
  ...(error === null ? [] : [`It ended early: ${error}`])
]

/** `verify`: compares an organisation with its source. */
export const Verify = Command.make(
  "verify",
  { org, adapter, budget, url, json },
  ({ adapter, budget, json, org, url }) =>
    withEngine(url, (client) =>
      Effect.gen(function* () {
        const found = yield* client.Verify({ orgId: org, adapter, budget })
        yield* json ? printJson(Verification)(found) : printLines(text(found))
        const faults = found.entities.filter(differs).length
        if (faults > 0) return yield* new FaultsFound({ faults, of: "verify" })
      })
    )
).pipe(
  Command.withDescription(
    "Compare an organisation with its source within a request budget, changing nothing. The status is 2 when they differ"
  )
)
