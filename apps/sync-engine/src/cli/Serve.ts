import { Command } from "@effect/cli"
import { Effect } from "effect"
import { json } from "./Parameters.ts"

// Loaded only here: a command that asks a node needs neither the cluster nor the database.
const node = Effect.promise(() => import("../Node.ts"))

/** `serve`: runs a node of the cluster until it is told to stop. */
export const Serve = Command.make("serve", {}, () => Effect.flatMap(node, ({ serve }) => serve)).pipe(
  Command.withDescription("Run a node of the cluster")
)

/** `migrate`: brings the database to this version's schema. */
export const Migrate = Command.make("migrate", { json }, ({ json }) =>
  Effect.flatMap(node, ({ migrateDatabase }) => migrateDatabase(json))
).pipe(Command.withDescription("Bring the database to this version's schema"))
