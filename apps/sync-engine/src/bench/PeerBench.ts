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
 * customers from a source that looks like Stripe as the church has rows. It is installed for the benchmark alone. What
 * tells the two apart most is how often they commit, so they are compared with and without a disk to wait for.
 */
export const peerBench = ({
  nodeFlags,
  rounds,
  rows,
  ...given
}: Omit<BenchOptions, "durable"> & {
  readonly rounds: number
  /** How many customers the peer lists. */
  readonly rows: number
}) =>
  printReport(
    "peer",
    { ...given, rows, rounds },
    Effect.gen(function* () {
      const folder = yield* installPeer
      /** Both, with commits that wait for the disk or do not. */
      const compare = Effect.fnUntraced(function* (durable: boolean) {
        const { a, b, scores } = yield* inRounds(
          rounds,
          bounded("engine", given.people, measureEngine({ ...given, durable, nodeFlags })),
          bounded("peer", rows, measurePeer({ folder, rows, durable })),
          ratio
        )
        return { engine: a, peer: b, ratios: scores, ratioToPeer: ratio(a, b) }
      })
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
      const rowsOf = ({ engine, peer, ratioToPeer }: Comparison, how: string) => [
        row(`engine${how}`, engine, 1),
        row(`${peerPackages[0]}${how}`, peer, ratioToPeer)
      ]
      const asItComes = yield* compare(true)
      const withoutDisk = yield* compare(false)
      return {
        people: given.people,
        ...asItComes,
        withoutDisk,
        packages: peerPackages,
        table: [...rowsOf(asItComes, ""), ...rowsOf(withoutDisk, ", without fsync")],
        checks: [
          {
            what: "engine ÷ peer, rows/s, with PostgreSQL as it comes",
            seen: asItComes.ratioToPeer,
            atLeast: 4
          }
        ]
      }
    }).pipe(Effect.scoped)
  )

interface Comparison {
  readonly engine: Figures
  readonly peer: Figures
  readonly ratioToPeer: number
}
