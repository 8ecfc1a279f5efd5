#!/usr/bin/env node
import { NodeRuntime } from "@effect/platform-node"
import { commandLine, runOptions } from "../cli/CommandLine.ts"
import { commands } from "../cli/Commands.ts"

NodeRuntime.runMain(commandLine(commands), runOptions)
