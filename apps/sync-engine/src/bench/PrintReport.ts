import { Clock, Console, Effect } from "effect"
import { machine } from "./Machine.ts"
import { markdownOf } from "./Markdown.ts"
import type { Report } from "./Report.ts"

/** What a benchmark found; further members are figures of its own. */
export type Findings = Pick<Report, "table" | "checks"> & Readonly<Record<string, unknown>>

/**
 * Runs a benchmark, then prints its figures: JSON on standard output, a Markdown table on standard error. The machine is
 * looked at before, when the benchmark is no load of its own yet.
 */
export const printReport = <E, R>(
  bench: string,
  options: Report["options"],
  measured: Effect.Effect<Findings, E, R>
) =>
  Effect.gen(function* () {
    const on = yield* machine
    const measuredAt = new Date(yield* Clock.currentTimeMillis).toISOString()
    const report = { bench, measuredAt, machine: on, options, ...(yield* measured) }
    yield* Console.error(["", ...markdownOf(report), ""].join("\n"))
    yield* Console.log(JSON.stringify(report))
  })
