import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { TestProject } from "vitest/node"

const root = fileURLToPath(new URL("..", import.meta.url))

/** Vitest `globalSetup`: builds the release, unless it is built of these very sources, and provides its entry as `release`. */
export default function setup(project: TestProject) {
  const { status } = spawnSync(
    "node_modules/.bin/turbo",
    ["run", "build", "--filter=@openfaith/sync-engine", "--output-logs=errors-only"],
    { cwd: root, stdio: ["ignore", "ignore", "inherit"] }
  )
  if (status !== 0) throw new Error("The release could not be built")
  project.provide("release", fileURLToPath(new URL("../apps/sync-engine/dist/main.js", import.meta.url)))
}
