import type { PlatformError } from "@effect/platform/Error"
import { Context, Deferred, Effect, Exit, Layer, Option, Schema, Scope } from "effect"
import { JournalConfig } from "../config/JournalConfig.ts"
import { JournalFiles, type OpenFile } from "./JournalFiles.ts"
import { encode, type JournalEntry } from "./JournalLine.ts"

/** A delivery could not be kept: the files may not grow any more, the disk refuses, or too many wait for it. */
export class JournalUnavailable extends Schema.TaggedError<JournalUnavailable>()("JournalUnavailable", {
  reason: Schema.Literal("full", "unwritable", "busy"),
  cause: Schema.optional(Schema.Defect)
}) {
  override get message(): string {
    return `the journal of deliveries is ${this.reason}`
  }
}

interface Waiting {
  readonly line: Uint8Array
  readonly kept: Deferred.Deferred<void, JournalUnavailable>
}

interface Segment {
  readonly file: OpenFile
  readonly scope: Scope.CloseableScope
  length: number
}

// Small enough to be read at once; a delivery is at most a mebibyte.
const segmentBytes = 8 * 1024 * 1024
const waitingBytes = 16 * 1024 * 1024

const reasonOf = (fault: Option.Option<JournalUnavailable>) => Option.getOrUndefined(fault)?.reason

const bytesOf = (waiting: ReadonlyArray<Waiting>): number =>
  waiting.reduce((sum, { line }) => sum + line.length, 0)

/** Keeps deliveries on this machine while the database cannot take them. */
export class DeliveryJournal extends Context.Tag("@openfaith/sync-engine/DeliveryJournal")<
  DeliveryJournal,
  {
    /** Returns when the delivery is on the disk. Deliveries that come together share one write. */
    readonly append: (entry: JournalEntry) => Effect.Effect<void, JournalUnavailable>
    /** Why the latest delivery could not be kept, if it could not. */
    readonly fault: Effect.Effect<Option.Option<JournalUnavailable>>
  }
>() {
  static readonly layer = Layer.scoped(
    DeliveryJournal,
    Effect.gen(function* () {
      const files = yield* JournalFiles
      const { maxBytes } = yield* JournalConfig
      const turn = yield* Effect.makeSemaphore(1)
      let waiting: Array<Waiting> = []
      let segment: Segment | undefined
      let used = 0
      let fault = Option.none<JournalUnavailable>()

      const leave = Effect.suspend(() => {
        const left = segment
        segment = undefined
        return left === undefined ? Effect.void : Scope.close(left.scope, Exit.void)
      })
      yield* Effect.addFinalizer(() => leave)

      const measure = Effect.map(files.list, (all) => {
        used = all.reduce((sum, { bytes }) => sum + bytes, 0)
      })

      const begin = Effect.gen(function* () {
        yield* leave
        yield* measure
        const scope = yield* Scope.make()
        const file = yield* Scope.extend(files.begin, scope)
        return (segment = { file, scope, length: 0 })
      })

      /** Writes behind what is there. Lines that went into a file which somebody had claimed may not be read: again, elsewhere. */
      const write = (bytes: Uint8Array): Effect.Effect<void, PlatformError> =>
        Effect.gen(function* () {
          const isFit = segment !== undefined && segment.length < segmentBytes && (yield* segment.file.isOwn)
          const open = isFit && segment !== undefined ? segment : yield* begin
          yield* open.file
            .append(bytes)
            .pipe(Effect.tapError(() => Effect.ignore(open.file.cutBack(open.length))))
          open.length += bytes.length
          used += bytes.length
          if (!(yield* open.file.isOwn)) yield* write(bytes)
        })

      const fitting = (batch: ReadonlyArray<Waiting>) => {
        let room = maxBytes - used
        return batch.filter(({ line }) => {
          if (line.length > room) return false
          room -= line.length
          return true
        })
      }

      const becomes = (next: Option.Option<JournalUnavailable>) => {
        const isSame = reasonOf(fault) === reasonOf(next)
        fault = next
        if (isSame) return Effect.void
        return Option.match(next, {
          onNone: () => Effect.logInfo("deliveries can be kept again"),
          onSome: (error) => Effect.logFatal("deliveries cannot be kept", error)
        })
      }

      const flush = Effect.gen(function* () {
        const batch = waiting
        waiting = []
        if (batch.length === 0) return
        // What others have removed makes room.
        if (used + bytesOf(batch) > maxBytes) yield* measure
        const taken = fitting(batch)
        if (taken.length > 0) yield* write(Buffer.concat(taken.map(({ line }) => line)))
        const full = new JournalUnavailable({ reason: "full" })
        for (const { kept } of taken) yield* Deferred.succeed(kept, undefined)
        for (const one of batch) yield* Deferred.fail(one.kept, full)
        yield* becomes(taken.length < batch.length ? Option.some(full) : Option.none())
      })

      const flushAll = Effect.suspend(() => {
        const batch = waiting
        return Effect.catchAll(flush, (cause) =>
          Effect.gen(function* () {
            const unwritable = new JournalUnavailable({ reason: "unwritable", cause })
            yield* leave
            for (const { kept } of batch) yield* Deferred.fail(kept, unwritable)
            yield* becomes(Option.some(unwritable))
          })
        )
      }).pipe(Effect.uninterruptible)

      return {
        append: (entry) =>
          Effect.gen(function* () {
            const line = encode(entry)
            if (bytesOf(waiting) + line.length > waitingBytes)
              return yield* new JournalUnavailable({ reason: "busy" })
            const kept = yield* Deferred.make<void, JournalUnavailable>()
            waiting.push({ line, kept })
            yield* turn.withPermits(1)(flushAll)
            yield* Deferred.await(kept)
          }),
        fault: Effect.sync(() => fault)
      }
    })
  )
}
