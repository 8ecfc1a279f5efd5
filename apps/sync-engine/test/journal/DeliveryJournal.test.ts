import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Either, Layer, Option } from "effect"
import { JournalConfig } from "../../src/config/JournalConfig.ts"
import { DeliveryJournal } from "../../src/journal/DeliveryJournal.ts"
import { JournalFiles } from "../../src/journal/JournalFiles.ts"
import { decode } from "../../src/journal/JournalLine.ts"

const entry = (body: string) => ({
  adapter: "pco",
  connectionId: "8c2f7d5e-0c1b-5a55-9d3e-1f6f0a9b7c31",
  receivedAt: DateTime.unsafeMake("2026-03-01T08:00:00Z"),
  body
})

/** The journal of a process in a folder, which others may use as well. */
const journalIn = (folder: string, maxBytes = 1_000_000) =>
  Effect.gen(function* () {
    const context = yield* Layer.build(
      DeliveryJournal.layer.pipe(
        Layer.provideMerge(JournalFiles.layer),
        Layer.provide(Layer.succeed(JournalConfig, { folder, maxBytes })),
        Layer.fresh
      )
    )
    const provided = Effect.provide(context)
    return {
      append: (body: string) =>
        Effect.flatMap(DeliveryJournal, ({ append }) => append(entry(body))).pipe(provided),
      fault: Effect.flatMap(DeliveryJournal, ({ fault }) => fault).pipe(provided),
      files: yield* Effect.provide(JournalFiles, context)
    }
  })

const temporary = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped()).pipe(
  Effect.provide(NodeFileSystem.layer)
)

/** Claims and reads all that is there. As with the inbox, what was read is kept before its file is let go. */
const drainInto = (bodies: Array<string>, files: JournalFiles["Type"]) =>
  Effect.gen(function* () {
    for (const file of yield* files.list) {
      const bytes = yield* files.claim(file)
      if (Option.isNone(bytes)) continue
      bodies.push(...decode(bytes.value).lines.map(({ entry }) => entry.body))
      yield* files.settle(file, { kept: [], bad: [] })
    }
  })

const drained = (files: JournalFiles["Type"]) => {
  const bodies: Array<string> = []
  return Effect.as(drainInto(bodies, files), bodies)
}

const numbered = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}${index}`)

describe("DeliveryJournal", () => {
  it.scopedLive("keeps what comes together in its order, and makes no folder before", () =>
    Effect.gen(function* () {
      const folder = `${yield* temporary}/below/journal`
      const { append, files } = yield* journalIn(folder)
      assert.deepStrictEqual(yield* files.list, [])
      yield* Effect.forEach(numbered("a", 200), append, { concurrency: "unbounded" })
      assert.lengthOf(yield* files.list, 1)
      assert.deepStrictEqual(yield* drained(files), numbered("a", 200))
    })
  )

  it.scopedLive("loses nothing to others that claim its file, nor to those that share the folder", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      const [one, two] = [yield* journalIn(folder), yield* journalIn(folder)]
      const found: Array<string> = []
      const claiming = Effect.forever(Effect.zipRight(Effect.sleep("15 millis"), drainInto(found, two.files)))
      yield* Effect.raceFirst(
        Effect.forEach(numbered("a", 150), one.append, { concurrency: 4 }).pipe(
          Effect.zip(Effect.forEach(numbered("b", 150), two.append, { concurrency: 4 }), { concurrent: true })
        ),
        claiming
      )
      yield* drainInto(found, one.files)
      assert.sameMembers([...new Set(found)], [...numbered("a", 150), ...numbered("b", 150)])
    })
  )

  it.scopedLive("refuses what is too much, until there is room again", () =>
    Effect.gen(function* () {
      const { append, fault, files } = yield* journalIn(yield* temporary, 2_000)
      const all = yield* Effect.forEach(numbered("a", 20), (body) => Effect.either(append(body)), {
        concurrency: "unbounded"
      })
      const refused = all.filter(Either.isLeft)
      assert.isAbove(refused.length, 0)
      assert.isTrue(refused.every(({ left }) => left.reason === "full"))
      assert.strictEqual(Option.getOrThrow(yield* fault).reason, "full")
      const bytes = (yield* files.list).reduce((sum, { bytes }) => sum + bytes, 0)
      assert.isAtMost(bytes, 2_000)
      assert.lengthOf(yield* drained(files), 20 - refused.length)
      yield* append("again")
      assert.isTrue(Option.isNone(yield* fault))
    })
  )

  it.scopedLive("says that the disk refuses, and goes on when it does not", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = `${yield* temporary}/journal`
      const { append, fault, files } = yield* journalIn(folder)
      yield* fs.writeFileString(folder, "in the way")
      assert.strictEqual((yield* Effect.flip(append("lost"))).reason, "unwritable")
      assert.strictEqual(Option.getOrThrow(yield* fault).reason, "unwritable")
      yield* fs.remove(folder)
      yield* append("kept")
      assert.deepStrictEqual(yield* drained(files), ["kept"])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
