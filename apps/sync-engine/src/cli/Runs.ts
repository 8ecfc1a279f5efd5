import { Command, Options } from "@effect/cli"
import { RunCursor, RunPage } from "@openfaith/sync-api"
import { Effect, Option, Schema } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { printJson, printLines } from "./Output.ts"
import { json, org, url } from "./Parameters.ts"
import { runsTable } from "./RunText.ts"

const limit = Options.integer("limit").pipe(
  Options.withDescription("How many runs are listed at most, from 1 to 100"),
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
    "--cursor must be what a listing of runs said."
  ),
  Options.optional
)

const text = (page: RunPage, orgId: string): ReadonlyArray<string> => [
  ...(page.runs.length === 0 ? [`No runs of ${orgId} yet.`] : runsTable(page.runs)),
  ...(page.nextCursor === null ? [] : ["", `There are older ones: --cursor ${page.nextCursor}`])
]

/** `runs`: the runs of an organisation, newest first. */
export const Runs = Command.make(
  "runs",
  { org, limit, cursor, url, json },
  ({ cursor, json, limit, org, url }) =>
    withEngine(url, (client) =>
      Effect.flatMap(
        client.ListRuns({ orgId: org, limit, ...(Option.isSome(cursor) ? { cursor: cursor.value } : {}) }),
        (page) => (json ? printJson(RunPage)(page) : printLines(text(page, org)))
      )
    )
).pipe(Command.withDescription("List the runs of an organisation, newest first"))
