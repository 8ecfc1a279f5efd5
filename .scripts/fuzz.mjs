// Feeds the engine what nobody expects:
//
//   node .scripts/fuzz.mjs [--inputs 100000] [--seed N]

import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { supervise } from "./supervise.mjs"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "100000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) }
  }
})

console.error(`${values.inputs} inputs by seed ${values.seed}`)
const { code } = await supervise(
  join(root, "node_modules", ".bin", "vitest"),
  ["run", "--config", ".config/vitest.config.ts", "apps/sync-engine/test/fuzz"],
  { cwd: root, env: { ...process.env, FUZZ_INPUTS: values.inputs, FUZZ_SEED: values.seed } }
)
process.exitCode = code
