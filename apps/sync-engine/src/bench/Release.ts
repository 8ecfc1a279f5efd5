import { Command } from "@effect/platform"
import { NodeCommandExecutor } from "@effect/platform-node"
import { Effect } from "effect"
import { fileURLToPath } from "node:url"
import { BenchFailed } from "./BenchFailed.ts"

const root = fileURLToPath(new URL("../../../..", import.meta.url))
const entry = fileURLToPath(new URL("../../dist/main.js", import.meta.url))

/** The entry of the release, which is built first unless it is built of these very sources. */
export const release = Effect.gen(function* () {
  const build = Command.make(
    "node_modules/.bin/turbo",
    "run",
    "build",
    "--filter=@openfaith/sync-engine",
    "--output-logs=errors-only"
  )
  // What it prints on standard output stays unread: that of a benchmark is for its result alone.
  const code = yield* build.pipe(
    Command.workingDirectory(root),
    Command.stderr("inherit"),
    Command.exitCode,
    Effect.provide(NodeCommandExecutor.layer)
  )
  if (code !== 0)
    return yield* new BenchFailed({
      program: "engine",
      reason: "notSucceeded",
      detail: `the build ended with ${code}`
    })
  return entry
})
