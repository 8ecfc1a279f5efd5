import { Command } from "@effect/cli"
import { Run as RunSchema } from "@openfaith/sync-api"
import { Effect } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { printJson, printLines } from "./Output.ts"
import { json, org, run, url } from "./Parameters.ts"
import { runText } from "./RunText.ts"

/** `run`: one run with its streams. */
export const Run = Command.make("run", { org, run, url, json }, ({ json, org, run, url }) =>
  withEngine(url, (client) =>
    Effect.flatMap(client.GetRun({ orgId: org, runId: run }), (view) =>
      json ? printJson(RunSchema)(view) : printLines(runText(view))
    )
  )
).pipe(Command.withDescription("Show one run with its streams"))
