import { type CliApp, Command } from "@effect/cli"
import { NodeContext, type NodeRuntime } from "@effect/platform-node"
import { Effect } from "effect"
import { version } from "../Version.ts"
import { reportFailure, statusOf } from "./ErrorReport.ts"

/** How `main.ts` runs the command line. */
export const runOptions = {
  disableErrorReporting: true,
  // A node says by LOG_FORMAT how its log looks.
  disablePrettyLogger: true,
  teardown: (exit, end) => end(statusOf(exit))
} satisfies Parameters<typeof NodeRuntime.runMain>[1]

/** Runs what the arguments of this process ask for, and tells people of its failure. */
export const commandLine = <Name extends string, E, A>(
  commands: Command.Command<Name, CliApp.CliApp.Environment, E, A>
) =>
  Command.run(commands, { name: "OpenFaith Sync Engine", version })(process.argv).pipe(
    Effect.tapErrorCause(reportFailure),
    Effect.provide(NodeContext.layer)
  )
