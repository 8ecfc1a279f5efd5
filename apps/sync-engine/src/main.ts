import { Command } from "@effect/cli"
import { NodeContext, NodeRuntime } from "@effect/platform-node"
import { Effect } from "effect"
import { commands } from "./cli/Commands.ts"
import { reportFailure, statusOf } from "./cli/ErrorReport.ts"
import { version } from "./Version.ts"

const run = Command.run(commands, { name: "OpenFaith Sync Engine", version })

run(process.argv).pipe(
  Effect.tapErrorCause(reportFailure),
  Effect.provide(NodeContext.layer),
  // A node says by LOG_FORMAT how its log looks.
  NodeRuntime.runMain({
    disableErrorReporting: true,
    disablePrettyLogger: true,
    teardown: (exit, end) => end(statusOf(exit))
  })
)
