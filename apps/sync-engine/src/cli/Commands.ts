import { Command } from "@effect/cli"
import { Bench } from "./Bench.ts"
import { Cancel } from "./Cancel.ts"
import { Connect } from "./Connect.ts"
import { Demo } from "./Demo.ts"
import { Graph } from "./Graph.ts"
import { Run } from "./Run.ts"
import { Runs } from "./Runs.ts"
import { Migrate, Serve } from "./Serve.ts"
import { Sync } from "./Sync.ts"

/** Everything the command line can do. */
export const commands = Command.make("sync-engine").pipe(
  Command.withDescription("Syncs churches' people and groups into PostgreSQL, and keeps them true"),
  Command.withSubcommands([Serve, Migrate, Connect, Sync, Runs, Run, Cancel, Graph, Demo, Bench])
)
