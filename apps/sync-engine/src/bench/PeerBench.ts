import { Effect } from "effect"
import type { BenchOptions } from "./BenchStack.ts"
import { bounded } from "./Bounded.ts"
import { type Figures, ratio } from "./Figures.ts"
import { measureEngine } from "./MeasureEngine.ts"
import { installPeer, measurePeer, peerPackages } from "./MeasurePeer.ts"
import { printReport } from "./PrintReport.ts"
import { inRounds } from "./Rounds.ts"

/**
 * A first full sync beside what people would otherwise take: npm's `@supabase/stripe-sync-engine`, which lists as many
 * customers from a source that looks like Stripe as the church has rows. It is installed for the benchmark alone.
 */
export const peerBench = ({
  nodeFlags,
  rounds,
  rows,
  ...given
}: BenchOptions & {
  readonly rounds: number
  /** How many customers the peer lists. */
  readonly rows: number
}) =>
  printReport(
    "peer",
    { ...given, rows, rounds },
    Effect.gen(function* () {
      const folder = yield* installPeer
      const {
        a: engine,
        b: peer,
        scores
      } = yield* inRounds(
        rounds,
        bounded("engine", given.people, measureEngine({ ...given, nodeFlags })),
        bounded("peer", rows, measurePeer({ folder, rows, durable: given.durable })),
        ratio
      )
      const ratioToPeer = ratio(engine, peer)
      const row = (program: string, figures: Figures, ratio: number) => ({
        program,
        rows: figures.rows,
        seconds: figures.seconds,
        "rows/s": figures.rowsPerSecond,
        requests: figures.requests,
        "RSS MB": figures.rssMb,
        "CPU µs a row": figures.cpuMicrosPerRow,
        "engine ÷ this": ratio
      })
      return {
        people: given.people,
        engine,
        peer,
        ratioToPeer,
        ratios: scores,
        packages: peerPackages,
        table: [row("engine", engine, 1), row(peerPackages[0] ?? "peer", peer, ratioToPeer)],
        checks: [{ what: "engine ÷ peer, rows/s", seen: ratioToPeer, atLeast: 4 }]
      }
    }).pipe(Effect.scoped)
  )
