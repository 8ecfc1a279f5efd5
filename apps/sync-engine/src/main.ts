import { Command } from "@effect/cli"
import { NodeContext, NodeRuntime } from "@effect/platform-node"
import { Effect } from "effect"
import { commands } from "./cli/Commands.ts"

const run = Command.run(commands, { name: "OpenFaith Sync Engine", version: "0.1.0" })

run(process.argv).pipe(Effect.provide(NodeContext.layer), NodeRuntime.runMain)
