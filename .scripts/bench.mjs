// Runs every benchmark, one after the other, stores what each printed in docs/performance/NAME.json, and writes the tables
// and charts of docs/performance.md from them.
//
//   node .scripts/bench.mjs [--small] [--results FOLDER] [NAME …]
//
// With names, only those. --small proves the harness in minutes; its figures mean nothing and belong in a folder of their own,
// from which nothing is written into the documents.

import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { supervise } from "./supervise.mjs"

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
    small: [
      "--organizations",
      "4",
      "--few",
      "2",
      "--people",
      "300",
      "--nodes",
      "1,2",
      "--limit",
      "50",
      "--period",
      "5",
      "--warm-up",
      "100",
      "--warm-up-churches",
      "2"
    ]
  },
  growth: { sizes: [], small: ["--sizes", "300,600"] },
  peer: { sizes: ["--rounds", "3"], small: ["--people", "600", "--rows", "4000"] },
  costs: { sizes: [], small: ["--people", "600"] },
  webhooks: {
    sizes: [],
    small: ["--people", "200", "--per-second", "20", "--seconds", "3", "--warm-up", "0"]
  },
  flame: { sizes: ["20000"], small: ["600"] }
}

const { positionals, values: given } = parseArgs({
  allowPositionals: true,
  options: { small: { type: "boolean", default: false }, results: { type: "string", default: documents } }
})
const values = { ...given, results: resolve(given.results) }
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

/** Runs `bench` with these arguments, with its standard output in a file, and says whether it succeeded. */
async function bench(args, file) {
  const stdout = openSync(file, "w")
  const main = join("apps", "sync-engine", "src", "main.ts")
  const { code, stopped } = await supervise(process.execPath, ["--import", "tsx", main, "bench", ...args], {
    cwd: root,
    stdout
  })
  closeSync(stdout)
  if (stopped) process.exit(code)
  return code === 0
}

/** A first full sync of the engine alone under Node's profiler, then the drawing of it. */
async function flame(people, svg, file) {
  const folder = join(scratch, "profile")
  return (
    (await bench(["growth", "--sizes", people, "--warm-up", "0", "--profile", folder], file)) &&
    (await bench(["flame", "--profiles", folder, "--svg", svg], file))
  )
}

const scratch = mkdtempSync(join(tmpdir(), "openfaith-bench-"))
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }))
mkdirSync(values.results, { recursive: true })
const failed = []
for (const name of names) {
  console.error(`\n# ${name}`)
  const args = benches[name][values.small ? "small" : "sizes"]
  const svg = values.small
    ? join(values.results, "flame.svg")
    : join(root, "docs", "images", "bench-flame.svg")
  const output = join(scratch, `${name}.json`)
  const succeeded = await (name === "flame" ? flame(...args, svg, output) : bench([name, ...args], output))
  if (succeeded) {
    const result = JSON.parse(readFileSync(output, "utf8"))
    writeFileSync(join(values.results, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`)
  } else failed.push(name)
}
if (!values.small && !(await bench(["publish", "--results", values.results], join(scratch, "publish")))) {
  failed.push("publish")
}
if (failed.length > 0) console.error(`Failed: ${failed.join(", ")}`)
process.exitCode = failed.length === 0 ? 0 : 1
