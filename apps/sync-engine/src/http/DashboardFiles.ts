import { FileSystem, Path } from "@effect/platform"
import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { Effect, Option } from "effect"
import { promisify } from "node:util"
import { constants, gzip } from "node:zlib"
import { DashboardConfig } from "../config/DashboardConfig.ts"

/** A built file, ready to be sent. */
export interface DashboardFile {
  readonly contentType: string
  readonly bytes: Uint8Array
  /** The same bytes, gzipped; none where that would save nothing. */
  readonly gzipped: Option.Option<Uint8Array>
}

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2"
}

const compressed: ReadonlySet<string> = new Set([".woff2"])

const deflate = promisify(gzip)

// Run from its sources, a node serves what the checkout has built; a release has the page beside it.
const shipped = new URL(
  import.meta.url.endsWith(".ts") ? "../../../dashboard/dist/" : "dashboard/",
  import.meta.url
)

/** The built dashboard by path (`/index.html`), held in memory: it is small and never changes; empty when it was not built. */
export const read: Effect.Effect<ReadonlyMap<string, DashboardFile>> = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = yield* Option.match(yield* DashboardConfig, {
    onNone: () => path.fromFileUrl(shipped),
    onSome: Effect.succeed
  })
  if (!(yield* fs.exists(path.join(folder, "index.html")))) return new Map<string, DashboardFile>()
  const names = yield* fs.readDirectory(folder, { recursive: true })
  const files = yield* Effect.forEach(
    names.filter((name) => path.extname(name) in contentTypes),
    (name) =>
      Effect.gen(function* () {
        const extension = path.extname(name)
        const bytes = yield* fs.readFile(path.join(folder, name))
        const smaller = compressed.has(extension)
          ? Option.none()
          : Option.some(yield* Effect.promise(() => deflate(bytes, { level: constants.Z_BEST_COMPRESSION })))
        const file: DashboardFile = {
          contentType: contentTypes[extension] ?? "",
          bytes,
          gzipped: Option.map(smaller, (buffer) => new Uint8Array(buffer))
        }
        return [`/${name.split(path.sep).join("/")}`, file] as const
      })
  )
  return new Map(files)
}).pipe(Effect.provide([NodeFileSystem.layer, NodePath.layer]), Effect.orDie)
