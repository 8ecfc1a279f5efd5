import { Command } from "@effect/cli"
import { Run } from "@openfaith/sync-api"
import { Effect } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { printJson, printLines } from "./Output.ts"
import { json, org, run, url } from "./Parameters.ts"

const text = ({ finishedAt, runId, status }: Run): string =>
  finishedAt === null
    ? `The run ${runId} will stop within a page; what is written stays.`
    : `The run ${runId} is ${status}.`

/** `cancel`: stops a run. */
export const Cancel = Command.make("cancel", { org, run, url, json }, ({ json, org, run, url }) =>
  withEngine(url, (client) =>
    Effect.flatMap(client.CancelRun({ orgId: org, runId: run }), (view) =>
      json ? printJson(Run)(view) : printLines([text(view)])
    )
  )
).pipe(Command.withDescription("Stop a run within a page; what is written stays"))
