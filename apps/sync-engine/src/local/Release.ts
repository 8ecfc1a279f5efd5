import { Command } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { Effect, Schema } from "effect"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../../..", import.meta.url))

/** The release could not be built of these sources. */
export class ReleaseNotBuilt extends Schema.TaggedError<ReleaseNotBuilt>()("ReleaseNotBuilt", {
  exitCode: Schema.Int
}) {
  override get message(): string {
    return `the release could not be built: turbo ended with status ${this.exitCode}; see above`
  }
}

/**
 * The entry of the release, built unless it is built of these very sources: what operators run is what the demo, chaos and
 * benchmarks run, and it starts in a third of the time of the sources.
 */
export const built = Command.make(
  "node_modules/.bin/turbo",
  "run",
  "build",
  "--filter=@openfaith/sync-engine",
  "--output-logs=errors-only"
).pipe(
  Command.workingDirectory(root),
  Command.stdout("pipe"),
  Command.stderr("inherit"),
  Command.exitCode,
  Effect.orDie,
  Effect.filterOrFail(
    (exitCode) => exitCode === 0,
    (exitCode) => new ReleaseNotBuilt({ exitCode })
  ),
  Effect.as(fileURLToPath(new URL("../../dist/main.js", import.meta.url))),
  Effect.provide(NodeContext.layer)
)
