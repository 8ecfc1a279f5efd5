import { Command, Options } from "@effect/cli"
import { RunId, Stream } from "@openfaith/sync-api"
import { Effect, Option, Schema } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { UsageFault } from "./CliErrors.ts"
import { printJson, printLines } from "./Output.ts"
import { json, org, url } from "./Parameters.ts"
import { streamsTable } from "./RunText.ts"

const RunStreams = Schema.Struct({ runId: RunId, streams: Schema.Array(Stream) })

const run = Options.text("run").pipe(
  Options.withDescription("The run; without it the newest one"),
  Options.filterMap(
    Option.liftPredicate(Schema.is(RunId)),
    "--run must be the id of a run, as sync-engine runs lists it."
  ),
  Options.optional
)

/** `streams`: how the entities of a run stand. */
export const Streams = Command.make("streams", { org, run, url, json }, ({ json, org, run, url }) =>
  withEngine(url, (client) =>
    Effect.gen(function* () {
      const found = Option.isSome(run)
        ? yield* client.GetRun({ orgId: org, runId: run.value })
        : (yield* client.ListRuns({ orgId: org, limit: 1 })).runs[0]
      if (found === undefined) return yield* new UsageFault({ problem: `There are no runs of ${org} yet.` })
      const { runId, streams } = found
      yield* json
        ? printJson(RunStreams)({ runId, streams })
        : printLines([`run ${runId}, ${found.status}`, "", ...streamsTable(streams)])
    })
  )
).pipe(
  Command.withDescription("Show how the entities of a run stand, of the newest one unless told otherwise")
)
