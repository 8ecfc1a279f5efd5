import { FileSystem, Path } from "@effect/platform"
import { Console, Effect, Schema } from "effect"
import { markdownOf } from "../Markdown.ts"
import { Report } from "../Report.ts"
import { charts, drawn } from "./Charts.ts"
import { benchesOf, withSection } from "./Page.ts"

/** Where the documents are. */
export interface PublishOptions {
  /** Folder with one file a benchmark: what it printed on standard output. */
  readonly results: string
  readonly page: string
  /** Folder of the charts. */
  readonly images: string
}

/** The tables of the page and the charts, as the stored results have them; of what was not stored, the page stays. */
export const rendered = Effect.fnUntraced(function* ({ images, page, results }: PublishOptions) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const decode = Schema.decodeUnknown(Schema.parseJson(Report))
  const reportOf = Effect.fnUntraced(function* (bench: string) {
    const file = path.join(results, `${bench}.json`)
    return (yield* fs.exists(file)) ? yield* Effect.flatMap(fs.readFileString(file), decode) : null
  })
  let text = yield* fs.readFileString(page)
  for (const bench of benchesOf(text)) {
    const report = yield* reportOf(bench)
    if (report !== null) text = withSection(text, bench, markdownOf(report))
  }
  const files = new Map([[page, text]])
  for (const chart of charts) {
    const report = yield* reportOf(chart.bench)
    if (report !== null) files.set(path.join(images, chart.file), drawn(chart, report))
  }
  return files
})

/** Writes what is {@link rendered}. */
export const publish = Effect.fnUntraced(function* (options: PublishOptions) {
  const fs = yield* FileSystem.FileSystem
  for (const [file, text] of yield* rendered(options)) {
    yield* fs.writeFileString(file, text)
    yield* Console.error(file)
  }
})
