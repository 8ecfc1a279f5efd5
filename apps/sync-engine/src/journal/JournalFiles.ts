import { FileSystem, Path } from "@effect/platform"
import type { PlatformError } from "@effect/platform/Error"
import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { Clock, Context, Effect, Layer, Option, type Scope } from "effect"
import { JournalConfig } from "../config/JournalConfig.ts"

/**
 * What a file is for: `journal` is, or was, appended to by one process; `reading` is being ingested; `kept` holds lines that
 * could not be, `bad` what is no line.
 */
export type FileKind = "journal" | "reading" | "kept" | "bad"

/** A file of the journal's folder. Names sort by the time at which the file was begun. */
export interface JournalFile {
  readonly name: string
  readonly kind: FileKind
  readonly bytes: number
}

/** A file that this process appends to. */
export interface OpenFile {
  /** Returns when the bytes are on the disk. */
  readonly append: (bytes: Uint8Array) => Effect.Effect<void, PlatformError>
  /** Whether nobody has claimed the file, or did so only after the latest append. */
  readonly isOwn: Effect.Effect<boolean, PlatformError>
  /** Takes back what a failed append may have left behind the first so many bytes; nothing is left of a file without any. */
  readonly cutBack: (length: number) => Effect.Effect<void, PlatformError>
}

const named = /^\d+-[0-9a-f]{8}\.(journal|reading|kept|bad)$/
const unfinished = /^\d+-[0-9a-f]{8}\.\w+\.[0-9a-f-]{36}\.tmp$/
const isMissing = (error: PlatformError): boolean =>
  error._tag === "SystemError" && error.reason === "NotFound"

const kindOf = (name: string): FileKind | undefined => named.exec(name)?.[1] as FileKind | undefined

const withKind = (name: string, kind: FileKind): string => name.replace(/[^.]+$/, kind)

/** The journal's folder. Several processes may share it: a file changes hands by its name (decision 0016). */
export class JournalFiles extends Context.Tag("@openfaith/sync-engine/JournalFiles")<
  JournalFiles,
  {
    readonly begin: Effect.Effect<OpenFile, PlatformError, Scope.Scope>
    /** By age, oldest first; none while there is no folder. */
    readonly list: Effect.Effect<ReadonlyArray<JournalFile>, PlatformError>
    /** Takes a file from whoever appends to it, and reads it; nothing when another process was done with it first. */
    readonly claim: (file: JournalFile) => Effect.Effect<Option.Option<Uint8Array>, PlatformError>
    /** Removes a file that was claimed, once what is left of it is safe in files of its own. */
    readonly settle: (
      file: JournalFile,
      rest: { readonly kept: ReadonlyArray<Uint8Array>; readonly bad: ReadonlyArray<Uint8Array> }
    ) => Effect.Effect<void, PlatformError>
    /** Makes ordinary files of those with lines that were kept, and removes what a crash left half-written. */
    readonly revive: Effect.Effect<void, PlatformError>
  }
>() {
  static readonly layer = Layer.effect(
    JournalFiles,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const { folder } = yield* JournalConfig
      const at = (name: string) => path.join(folder, name)

      let lastBegun = 0
      const nextName = Effect.map(Clock.currentTimeMillis, (now) => {
        lastBegun = Math.max(now, lastBegun + 1)
        return `${lastBegun}-${crypto.randomUUID().slice(0, 8)}.journal`
      })

      // A name is on the disk when its folder is.
      const syncFolder = Effect.scoped(Effect.flatMap(fs.open(folder, { flag: "r" }), ({ sync }) => sync))

      const writeWhole = (name: string, pieces: ReadonlyArray<Uint8Array>) =>
        Effect.gen(function* () {
          const temporary = at(`${name}.${crypto.randomUUID()}.tmp`)
          const file = yield* fs.open(temporary, { flag: "wx", mode: 0o600 })
          yield* file.writeAll(Buffer.concat(pieces))
          yield* file.sync
          yield* fs.rename(temporary, at(name))
          yield* syncFolder
        }).pipe(
          Effect.scoped,
          Effect.when(() => pieces.length > 0)
        )

      const unlessMissing = <A, R>(
        effect: Effect.Effect<A, PlatformError, R>
      ): Effect.Effect<Option.Option<A>, PlatformError, R> =>
        Effect.catchIf(Effect.asSome(effect), isMissing, () => Effect.succeedNone)

      const entries = Effect.map(
        unlessMissing(fs.readDirectory(folder)),
        Option.getOrElse(() => [])
      )

      return {
        begin: Effect.gen(function* () {
          yield* fs.makeDirectory(folder, { recursive: true, mode: 0o700 })
          const name = yield* nextName
          const file = yield* fs.open(at(name), { flag: "wx", mode: 0o600 })
          yield* syncFolder
          const { ino } = yield* file.stat
          return {
            append: (bytes) => Effect.zipRight(file.writeAll(bytes), file.sync),
            isOwn: Effect.map(unlessMissing(fs.stat(at(name))), (found) =>
              Option.exists(found, (info) => Option.getOrNull(info.ino) === Option.getOrNull(ino))
            ),
            cutBack: (length) => (length === 0 ? fs.remove(at(name)) : file.truncate(length))
          }
        }),
        list: Effect.gen(function* () {
          const files = yield* Effect.forEach((yield* entries).toSorted(), (name) => {
            const kind = kindOf(name)
            return kind === undefined
              ? Effect.succeedNone
              : Effect.map(
                  unlessMissing(fs.stat(at(name))),
                  Option.map(({ size }): JournalFile => ({ name, kind, bytes: Number(size) }))
                )
          })
          return files.flatMap(Option.toArray)
        }),
        claim: ({ name }) => {
          const claimed = at(withKind(name, "reading"))
          return Effect.zipRight(fs.rename(at(name), claimed), fs.readFile(claimed)).pipe(unlessMissing)
        },
        settle: ({ name }, { bad, kept }) =>
          Effect.gen(function* () {
            yield* writeWhole(withKind(name, "kept"), kept)
            yield* writeWhole(withKind(name, "bad"), bad)
            yield* unlessMissing(fs.remove(at(withKind(name, "reading"))))
          }),
        revive: Effect.gen(function* () {
          for (const name of yield* entries) {
            if (unfinished.test(name)) yield* unlessMissing(fs.remove(at(name)))
            if (kindOf(name) === "kept") yield* unlessMissing(fs.rename(at(name), at(yield* nextName)))
          }
        })
      }
    })
  ).pipe(Layer.provide([NodeFileSystem.layer, NodePath.layer]))
}
