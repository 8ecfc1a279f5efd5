import { type CliApp, Command } from "@effect/cli"
import { NodeContext } from "@effect/platform-node"
import { Effect } from "effect"
import { version } from "../Version.ts"
import { reportFailure } from "./ErrorReport.ts"

/** How `main.ts` runs the command line. */
export const runOptions = {
  disableErrorReporting: true,
  // A node says by LOG_FORMAT how its log looks.
  disablePrettyLogger: true
} as const

/** Runs what the arguments of this process ask for, and tells people of its failure. */
export const commandLine = <Name extends string, E, A>(
  commands: Command.Command<Name, CliApp.CliApp.Environment, E, A>
) =>
  Command.run(commands, { name: "OpenFaith Sync Engine", version })(process.argv).pipe(
    Effect.tapErrorCause(reportFailure),
    Effect.provide(NodeContext.layer)
  )
