import { FileSystem } from "@effect/platform"
import { Effect } from "effect"
import { SourceMap } from "node:module"
import { fileURLToPath } from "node:url"
import type { CallFrame, CpuProfile } from "./CpuProfile.ts"

const inSource = (frame: CallFrame, map: SourceMap): CallFrame => {
  const entry = map.findEntry(frame.lineNumber, frame.columnNumber)
  return "originalSource" in entry
    ? { ...frame, url: new URL(entry.originalSource, frame.url).href, lineNumber: entry.originalLine }
    : frame
}

/** The profile of a bundle with the files that it was made of, where its source maps are beside it. */
export const inSources = Effect.fnUntraced(function* (profile: CpuProfile) {
  const fs = yield* FileSystem.FileSystem
  const maps = new Map<string, SourceMap>()
  for (const url of new Set(profile.nodes.map(({ callFrame }) => callFrame.url))) {
    if (!url.startsWith("file:")) continue
    const file = `${fileURLToPath(url)}.map`
    if (yield* fs.exists(file)) maps.set(url, new SourceMap(JSON.parse(yield* fs.readFileString(file))))
  }
  const [first, ...rest] = profile.nodes
  const moved = (node: typeof first): typeof first => {
    const map = maps.get(node.callFrame.url)
    return map === undefined ? node : { ...node, callFrame: inSource(node.callFrame, map) }
  }
  const result: CpuProfile = { ...profile, nodes: [moved(first), ...rest.map(moved)] }
  return result
})
