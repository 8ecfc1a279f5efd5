import { Command } from "@effect/cli"
import { Demo } from "./Demo.ts"
import { Migrate, Serve } from "./Serve.ts"

/** Everything the command line can do. */
export const commands = Command.make("sync-engine").pipe(
  Command.withDescription("Syncs churches' people and groups into PostgreSQL, and keeps them true"),
  Command.withSubcommands([Serve, Migrate, Demo])
)
