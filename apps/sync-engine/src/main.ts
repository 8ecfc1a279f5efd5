import { NodeRuntime } from "@effect/platform-node"
import { commandLine, runOptions } from "./cli/CommandLine.ts"
import { commands } from "./cli/CheckoutCommands.ts"

NodeRuntime.runMain(commandLine(commands), runOptions)
