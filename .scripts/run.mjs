// The two commands of the README, from a fresh checkout with nothing but Node and npm.
//
//   node .scripts/run.mjs test [arguments of vitest]
//   node .scripts/run.mjs demo [arguments of the demo]

import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { supervise } from "./supervise.mjs"
import { environmentWithPnpm } from "./toolchain.mjs"

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Builds what the nodes serve; from the cache when nothing has changed. */
const build = ["build", "turbo", ["run", "build", "--output-logs=errors-only"]]

/** Type check, lint and all tests; the tests run last and always, so that their summary closes the output. */
async function test(env, args) {
  const steps = [
    ["check", "turbo", ["run", "check", "--continue", "--output-logs=errors-only"]],
    ["lint", "oxlint", []],
    ["format", "oxfmt", ["--check"]],
    build,
    ["tests", "vitest", ["run", "--config", ".config/vitest.config.ts", ...args]]
  ]
  const failed = []
  for (const [name, tool, toolArgs] of steps) {
    const { code, stopped } = await supervise(join(root, "node_modules", ".bin", tool), toolArgs, {
      cwd: root,
      env
    })
    if (stopped) return code
    if (code !== 0) failed.push(name)
  }
  const earlier = failed.filter((name) => name !== "tests")
  if (earlier.length > 0) console.error(`Failed before the tests: ${earlier.join(", ")} (see above)`)
  return failed.length === 0 ? 0 : 1
}

/** The dashboard, then what `pnpm sync-engine demo` does, in one process, so that a signal has one receiver. */
async function demo(env, args) {
  const [, tool, toolArgs] = build
  const built = await supervise(join(root, "node_modules", ".bin", tool), toolArgs, { cwd: root, env })
  if (built.code !== 0) return built.code
  const app = join(root, "apps", "sync-engine")
  const tsx = pathToFileURL(createRequire(join(root, "package.json")).resolve("tsx")).href
  const { code } = await supervise(
    process.execPath,
    ["--import", tsx, join("src", "main.ts"), "demo", ...args],
    { cwd: app, env }
  )
  return code
}

const [command, ...args] = process.argv.slice(2)
const commands = { demo, test }
if (!Object.hasOwn(commands, command ?? "")) {
  console.error("Usage: node .scripts/run.mjs <demo|test> [arguments]")
  process.exit(2)
}
const env = await environmentWithPnpm(root)
process.exitCode = await commands[command](env, args)
