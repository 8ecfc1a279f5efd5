import { Command } from "@effect/cli"
import { Bench } from "./Bench.ts"
import { Chaos } from "./Chaos.ts"
import { engine, subcommands } from "./Commands.ts"
import { Demo } from "./Demo.ts"

/** The command line of a checkout: also what brings a simulated church and a PostgreSQL of its own, which no release does. */
export const commands = engine.pipe(Command.withSubcommands([...subcommands, Demo, Bench, Chaos]))
