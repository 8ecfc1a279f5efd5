// TypeScript's compiler with the Effect diagnostics built in: one pass finds type errors and floating Effects.

import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"

const fromHere = createRequire(import.meta.url)
const fromTsgo = createRequire(fromHere.resolve("@effect/tsgo/package.json"))
const compiler = fromTsgo.resolve(`@effect/tsgo-${process.platform}-${process.arch}/lib/tsc`)

const { error, status } = spawnSync(compiler, process.argv.slice(2), { stdio: "inherit" })
if (error) throw error
process.exitCode = status ?? 1
