import { Command, Options } from "@effect/cli"
import { type Run, RunProgress, type RunStatus, SyncStarted } from "@openfaith/sync-api"
import { Array, Effect, Option, Stream } from "effect"
import { type EngineClient, endedEarly } from "../client/EngineClient.ts"
import { withEngine } from "../client/WithEngine.ts"
import { RunUnsuccessful } from "./CliErrors.ts"
import * as LiveLines from "./LiveLines.ts"
import { printJson, printLines } from "./Output.ts"
import { adapter, entities, json, mode, org, url } from "./Parameters.ts"
import * as ProgressTable from "./ProgressTable.ts"
import { runProblems } from "./RunText.ts"

const watch = Options.boolean("watch").pipe(
  Options.withDescription(
    "Show the progress until the run ends; with --json, a line of JSON a change. " +
      "The status is 1 when the run failed or was cancelled. The run goes on when you stop watching"
  )
)

const startedText = ({ joined, runId }: SyncStarted, orgId: string): ReadonlyArray<string> => [
  joined ? `Joined the run ${runId}, which was asked for before.` : `Queued the run ${runId}.`,
  `Look at it with: sync-engine run ${orgId} ${runId}`
]

const hasSynced = (status: RunStatus): boolean => status === "succeeded" || status === "partial"

const follow = Effect.fnUntraced(function* (
  client: EngineClient,
  ofRun: Pick<Run, "orgId" | "runId">,
  json: boolean
) {
  const lines = yield* LiveLines.make
  const last = yield* client.WatchRun(ofRun).pipe(
    Stream.tap((progress) =>
      json
        ? printJson(RunProgress)(progress)
        : lines.draw(ProgressTable.render(progress.run, lines.style), progress.type === "finished")
    ),
    Stream.runLast
  )
  if (Option.isNone(last) || last.value.type !== "finished") return yield* endedEarly
  const { run } = last.value
  const problems = runProblems(run)
  if (!json && problems.length > 0) yield* printLines(problems)
  if (!hasSynced(run.status)) return yield* new RunUnsuccessful({ runId: run.runId, status: run.status })
})

/** `sync`: starts a run, or joins the one alive, and follows it on request. */
export const Sync = Command.make(
  "sync",
  { org, adapter, mode, entities, watch, url, json },
  ({ adapter, entities, json, mode, org, url, watch }) =>
    withEngine(url, (client) =>
      Effect.gen(function* () {
        const started = yield* client.StartSync({
          orgId: org,
          adapter,
          mode,
          ...(Array.isNonEmptyReadonlyArray(entities) ? { entities } : {})
        })
        if (!json) yield* printLines(startedText(started, org))
        else if (!watch) yield* printJson(SyncStarted)(started)
        if (watch) yield* follow(client, { orgId: org, runId: started.runId }, json)
      })
    )
).pipe(Command.withDescription("Start a sync of an organisation, or join the one that is running"))
