// Runs every benchmark, one after the other, stores what each printed in docs/performance/NAME.json, and writes the tables
// and charts of docs/performance.md from them.
//
//   node .scripts/bench.mjs [--small] [--results FOLDER] [NAME …]
//
// With names, only those. --small proves the harness in minutes; its figures mean nothing and belong in a folder of their own,
// from which nothing is written into the documents.

import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const documents = join(root, "docs", "performance")

/** Every benchmark with the sizes of the documents and with small ones. */
const benches = {
  full: { sizes: ["--rounds", "3"], small: ["--people", "600"] },
  unchanged: { sizes: ["--rounds", "3"], small: ["--people", "600"] },
  delta: { sizes: [], small: ["--people", "600"] },
  reconciliation: { sizes: [], small: ["--people", "600"] },
  limit: { sizes: [], small: ["--people", "600", "--limit", "50", "--period", "5", "--latency", "50"] },
  many: {
    sizes: [],
    small: ["--organizations", "4", "--people", "300", "--nodes", "1,2", "--limit", "50", "--period", "5"]
  },
  growth: { sizes: [], small: ["--sizes", "300,600"] },
  peer: { sizes: ["--rounds", "3"], small: ["--people", "600", "--rows", "4000"] },
  costs: { sizes: [], small: ["--people", "600"] },
  flame: { sizes: ["--people", "20000"], small: ["--people", "600"] }
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { small: { type: "boolean", default: false }, results: { type: "string", default: documents } }
})
const names = positionals.length === 0 ? Object.keys(benches) : positionals
const unknown = names.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  console.error(`No benchmark is called ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}`)
  process.exit(2)
}
if (values.small && values.results === documents) {
  console.error("Small sizes are not for the documents: give --results FOLDER")
  process.exit(2)
}

/** Runs `bench` with these arguments and answers its standard output, or null when it failed. */
function bench(args) {
  return new Promise((resolve) => {
    const main = join("apps", "sync-engine", "src", "main.ts")
    const child = spawn(process.execPath, ["--import", "tsx", main, "bench", ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"]
    })
    const stop = (signal) => child.kill(signal)
    process.on("SIGINT", stop).on("SIGTERM", stop)
    let output = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.once("close", (code) => {
      process.off("SIGINT", stop).off("SIGTERM", stop)
      resolve(code === 0 ? output : null)
    })
  })
}

/** A first full sync under Node's profiler, then the drawing of it. */
async function flame(sizes, svg) {
  const folder = mkdtempSync(join(tmpdir(), "openfaith-profile-"))
  try {
    // The engine alone: growth with one size.
    const size = sizes[sizes.indexOf("--people") + 1]
    const profiled = await bench(["growth", "--sizes", size, "--warm-up", "0", "--profile", folder])
    return profiled === null ? null : await bench(["flame", "--profiles", folder, "--svg", svg])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

mkdirSync(values.results, { recursive: true })
const failed = []
for (const name of names) {
  console.error(`\n# ${name}`)
  const { sizes, small } = benches[name]
  const args = values.small ? small : sizes
  const svg = values.small
    ? join(values.results, "flame.svg")
    : join(root, "docs", "images", "bench-flame.svg")
  const output = name === "flame" ? await flame(args, svg) : await bench([name, ...args])
  if (output === null) {
    failed.push(name)
    continue
  }
  // Renamed, so that a run that is stopped leaves no half of a result.
  const file = join(values.results, `${name}.json`)
  writeFileSync(`${file}.part`, `${JSON.stringify(JSON.parse(output), null, 2)}\n`)
  renameSync(`${file}.part`, file)
}
if (!values.small && (await bench(["publish", "--results", values.results])) === null) failed.push("publish")
if (failed.length > 0) console.error(`Failed: ${failed.join(", ")}`)
process.exitCode = failed.length === 0 ? 0 : 1
