import { FileSystem, Path } from "@effect/platform"
import { Effect, Schema } from "effect"
import { printReport } from "../PrintReport.ts"
import { rounded } from "../Report.ts"
import { CpuProfile, framesOf, ownTimes, type Part } from "./CpuProfile.ts"
import { flameGraph, partStyles } from "./FlameGraph.ts"
import { inSources } from "./InSources.ts"

const partsOf = (times: ReturnType<typeof ownTimes>): ReadonlyArray<readonly [Part, number]> => {
  const sums = new Map<Part, number>()
  for (const { own, part } of times) sums.set(part, (sums.get(part) ?? 0) + own)
  return [...sums].toSorted(([, one], [, other]) => other - one)
}

/** Draws the largest profile of a folder, which is that of the node's own thread, and tells where its time goes. */
export const drawFlame = (options: { readonly profiles: string; readonly svg: string }) =>
  printReport(
    "flame",
    {},
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const names = (yield* fs.readDirectory(options.profiles)).filter((name) => name.endsWith(".cpuprofile"))
      const sizes = yield* Effect.forEach(names, (name) => {
        const file = path.join(options.profiles, name)
        return Effect.map(fs.stat(file), ({ size }) => ({ file, size }))
      })
      const [largest] = sizes.toSorted((one, other) => Number(other.size - one.size))
      if (largest === undefined) return yield* Effect.dieMessage(`no .cpuprofile in ${options.profiles}`)
      const text = yield* fs.readFileString(largest.file)
      const profile = yield* Schema.decodeUnknown(Schema.parseJson(CpuProfile))(text)
      const root = framesOf(yield* inSources(profile))
      yield* fs.writeFileString(options.svg, flameGraph("Where a node's time goes", root))
      const times = ownTimes(root)
      const share = (own: number) => rounded((own / root.total) * 100, 1)
      const row = (frame: string, part: Part, own: number) => ({
        frame,
        "part of": partStyles[part].words,
        "own time, %": share(own)
      })
      return {
        table: [
          ...partsOf(times).map(([part, own]) => row("all", part, own)),
          ...times.slice(0, 15).map(({ name, own, part }) => row(`\`${name}\``, part, own))
        ],
        checks: []
      }
    })
  )
