import type { PlatformError } from "@effect/platform/Error"
import { SqlClient } from "@effect/sql"
import { Array as Items, Effect, Layer, Option, Schedule } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { acceptTogether } from "../stores/AcceptTogether.ts"
import { type Delivered, InboxStore } from "../stores/InboxStore.ts"
import { Diversion } from "./Diversion.ts"
import { type JournalFile, JournalFiles } from "./JournalFiles.ts"
import { decode, type JournalLine } from "./JournalLine.ts"

const lookEvery = "1 second"
const answerWithin = "2 seconds"
const linesAtOnce = 100

/** A line, and what its adapter reads in it. */
interface ReadLine extends Delivered {
  readonly line: JournalLine
}

/** Reads the journal into the inbox: at the start, and whenever the database answers and there is something. */
const make = Effect.gen(function* () {
  const adapters = yield* AdapterRegistry
  const connections = yield* ConnectionStore
  const diversion = yield* Diversion
  const files = yield* JournalFiles
  const inbox = yield* InboxStore
  const sql = yield* SqlClient.SqlClient

  /** What a line says, unless this node cannot tell or does not know whom it is for. */
  const read = (line: JournalLine) =>
    Effect.gen(function* () {
      const { entry } = line
      const found = yield* connections.find(entry.connectionId)
      if (Option.isNone(found) || found.value.adapter !== entry.adapter) return Option.none()
      const { webhooks } = yield* Effect.orDie(adapters.get(entry.adapter))
      if (webhooks === undefined) return Option.none()
      const deliveries = yield* Effect.option(webhooks.parse(Buffer.from(entry.body)))
      return Option.map(deliveries, (deliveries): ReadLine => ({
        line,
        connectionId: entry.connectionId,
        deliveries
      }))
    })

  const ingest = (file: JournalFile, bytes: Uint8Array) =>
    Effect.gen(function* () {
      const { corrupt, lines, torn } = decode(bytes)
      const kept: Array<JournalLine> = []
      const readable: Array<ReadLine> = []
      for (const line of lines) {
        const found = yield* read(line)
        if (Option.isSome(found)) readable.push(found.value)
        else kept.push(line)
      }
      for (const group of Items.chunksOf(readable, linesAtOnce))
        kept.push(...(yield* acceptTogether(inbox, group)).map(({ line }) => line))
      yield* files.settle(file, { kept: kept.map(({ bytes }) => bytes), bad: corrupt })
      const isWhole = kept.length === 0 && corrupt.length === 0
      yield* Effect.annotateLogs(
        isWhole ? Effect.logInfo("journal ingested") : Effect.logError("journal ingested in part"),
        { file: file.name, lines: lines.length, kept: kept.length, bad: corrupt.length, torn }
      )
    })

  // What the disk does not give is left where it is: the rest must not wait for it.
  const unreadable = new Set<string>()
  const leave = <A>(name: string, instead: A) => {
    const log = (error: PlatformError) =>
      Effect.suspend(() => {
        if (unreadable.has(name)) return Effect.void
        unreadable.add(name)
        return Effect.logError("the journal cannot be read", error).pipe(Effect.annotateLogs({ file: name }))
      })
    return Effect.catchTags({
      SystemError: (error: PlatformError) => Effect.as(log(error), instead),
      BadArgument: (error: PlatformError) => Effect.as(log(error), instead)
    })
  }

  const ingestFile = (file: JournalFile) =>
    files
      .claim(file)
      .pipe(
        Effect.flatMap(Effect.transposeMapOption((bytes) => ingest(file, bytes))),
        leave(file.name, Option.none())
      )

  const look = Effect.gen(function* () {
    const all = yield* files.list.pipe(leave("", []))
    const waiting = all.filter(({ kind }) => kind === "journal" || kind === "reading")
    if (waiting.length === 0 && !(yield* diversion.isOn)) return
    yield* Effect.timeout(sql`select 1`, answerWithin)
    yield* Effect.forEach(waiting, ingestFile, { discard: true })
    yield* diversion.end
  })

  yield* files.revive.pipe(leave("", undefined))
  yield* look.pipe(
    Effect.catchAll((error) => Effect.logDebug("the journal waits for the database", error)),
    Effect.catchAllDefect((defect) => Effect.logError("the journal could not be ingested", defect)),
    Effect.repeat(Schedule.spaced(lookEvery)),
    Effect.forkScoped
  )
})

/** Every node ingests what it finds in its folder, whoever wrote it. */
export const layer = Layer.scopedDiscard(make)
