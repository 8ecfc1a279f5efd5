import { Effect } from "effect"
import type { BenchOptions } from "./BenchStack.ts"
import { bounded } from "./Bounded.ts"
import { ratio } from "./Figures.ts"
import { measureCeiling } from "./MeasureCeiling.ts"
import { measureEngine } from "./MeasureEngine.ts"
import { inRounds } from "./Rounds.ts"
import { printReport } from "./PrintReport.ts"

/**
 * A first full sync of one church beside the ceiling and beside COPY. Each program has a PostgreSQL and a simulated Planning
 * Center of its own, freshly started, so that neither finds caches warmed by the other; no limit, no latency.
 */
export const fullBench = ({ nodeFlags, rounds, ...given }: BenchOptions & { readonly rounds: number }) => {
  const options = { ...given, nodeFlags }
  return printReport(
    "full",
    { ...given, rounds },
    Effect.gen(function* () {
      const {
        a: engine,
        b: { ceiling, copy },
        scores
      } = yield* inRounds(
        rounds,
        bounded("engine", given.people, measureEngine(options)),
        bounded("ceiling", given.people, measureCeiling(options)),
        (engine, { ceiling }) => ratio(engine, ceiling)
      )
      const ratioToCeiling = ratio(engine, ceiling)
      return {
        people: given.people,
        ...engine,
        ceiling,
        copy,
        ratioToCeiling,
        ratioToCopy: ratio(engine, copy),
        ratios: scores,
        table: [
          { program: "engine", ...engine, ratio: 1 },
          { program: "ceiling", ...ceiling, ratio: ratioToCeiling },
          {
            program: "COPY",
            ...copy,
            requests: null,
            rssMb: null,
            cpuMicrosPerRow: null,
            ratio: ratio(engine, copy)
          }
        ].map(({ cpuMicrosPerRow, program, ratio, requests, rows, rowsPerSecond, rssMb, seconds }) => ({
          program,
          rows,
          seconds,
          "rows/s": rowsPerSecond,
          requests,
          "RSS MB": rssMb,
          "CPU µs a row": cpuMicrosPerRow,
          "engine ÷ this": ratio
        })),
        checks: [
          { what: "engine ÷ ceiling", seen: ratioToCeiling, atLeast: 0.6 },
          // The bound is for 100,000 people; fewer take less.
          { what: "RSS of the node, MB", seen: engine.rssMb, atMost: 350 }
        ]
      }
    })
  )
}
