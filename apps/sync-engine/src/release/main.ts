#!/usr/bin/env node
import { NodeRuntime } from "@effect/platform-node"
import { commandLine } from "../cli/CommandLine.ts"
import { commands } from "../cli/Commands.ts"

NodeRuntime.runMain(commandLine(commands), {
  disableErrorReporting: true,
  // A node says by LOG_FORMAT how its log looks.
  disablePrettyLogger: true
})
