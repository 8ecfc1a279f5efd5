import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"

/** The only `npm_config_*` a pnpm below npm should see; npm's others (prefix, omit, workspace) would change what pnpm does. */
const networkSettings =
  /^npm_config_(registry|ca|cafile|proxy|https_proxy|noproxy|strict_ssl|fetch_.*|@.*|\/\/.*)$/i

/** This process's environment without what npm adds for its own children. */
function cleanEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_/i.test(name) || networkSettings.test(name)
  )
  return {
    ...Object.fromEntries(kept),
    DO_NOT_TRACK: "1",
    TURBO_TELEMETRY_DISABLED: "1",
    TURBO_NO_UPDATE_NOTIFIER: "1"
  }
}

/** Stops with the command's own words when a step of the set-up fails. */
function runOrExit(command, args, options) {
  const result = spawnSync(command, args, { encoding: "utf8", ...options })
  if (result.status === 0) return result.stdout
  if (result.error) console.error(`${command}: ${result.error.message}`)
  process.exit(result.status ?? 1)
}

/**
 * Brings the pnpm that `package.json` pins, installs the locked dependencies with it, and gives the environment
 * in which `pnpm` means that pnpm.
 */
export async function environmentWithPnpm(root) {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const [major] = process.versions.node.split(".").map(Number)
  if (major < 20) {
    console.error(`Node ${manifest.engines.node} is needed; this is ${process.version}.`)
    process.exit(1)
  }
  const env = cleanEnvironment()
  const pnpm = runOrExit(
    "npx",
    ["--yes", "--prefer-offline", `--package=${manifest.packageManager}`, "--call", "command -v pnpm"],
    { cwd: root, env: process.env, stdio: ["ignore", "pipe", "inherit"] }
  ).trim()
  const withPnpm = { ...env, PATH: [dirname(pnpm), env.PATH].join(delimiter) }
  // A production setting of the caller's would leave the tools out, and a node_modules of another store would prompt.
  runOrExit(
    pnpm,
    ["install", "--frozen-lockfile", "--prefer-offline", "--config.confirmModulesPurge=false"],
    {
      cwd: root,
      env: { ...withPnpm, NODE_ENV: "development" },
      stdio: ["ignore", "inherit", "inherit"]
    }
  )
  return withPnpm
}
