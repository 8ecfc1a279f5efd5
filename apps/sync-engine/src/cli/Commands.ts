import { Command } from "@effect/cli"
import { Alerts } from "./Alerts.ts"
import { Cancel } from "./Cancel.ts"
import { Cluster } from "./Cluster.ts"
import { Connect } from "./Connect.ts"
import { DeadLetters } from "./DeadLetters.ts"
import { Doctor } from "./Doctor.ts"
import { Graph } from "./Graph.ts"
import { HeldDeletions } from "./HeldDeletions.ts"
import { Keys } from "./Keys.ts"
import { Run } from "./Run.ts"
import { Runs } from "./Runs.ts"
import { Schedules } from "./Schedules.ts"
import { Migrate, Serve } from "./Serve.ts"
import { Streams } from "./Streams.ts"
import { Sync } from "./Sync.ts"
import { SyncRecord } from "./SyncRecord.ts"
import { Verify } from "./Verify.ts"
import { Webhooks } from "./Webhooks.ts"

/** What a release can do: run a node, and talk to one. */
export const subcommands = [
  Serve,
  Migrate,
  Connect,
  Sync,
  Runs,
  Run,
  Streams,
  Cancel,
  SyncRecord,
  Verify,
  Webhooks,
  Schedules,
  Alerts,
  HeldDeletions,
  DeadLetters,
  Graph,
  Keys,
  Cluster,
  Doctor
] as const

/** `sync-engine` itself, without anything to do yet. */
export const engine = Command.make("sync-engine").pipe(
  Command.withDescription("Syncs churches' people and groups into PostgreSQL, and keeps them true")
)

/** The command line of a release. */
export const commands = engine.pipe(Command.withSubcommands(subcommands))
