import { Effect } from "effect"
import { type BenchOptions, startChurch } from "./BenchStack.ts"
import { figuresOf } from "./Figures.ts"
import { measureRun } from "./MeasureRun.ts"
import { writtenRows } from "./WrittenRows.ts"

/** A first full sync by one node: its time is the run's own, from the request for it to its end. */
export const measureEngine = Effect.fn("Bench.measureEngine")(function* (options: BenchOptions) {
  const church = yield* startChurch(options)
  const { after, before, requests, seconds } = yield* measureRun(church, "full")
  return figuresOf({ rows: yield* writtenRows("engine", church.stack), seconds, requests, before, after })
}, Effect.scoped)
