import { Effect } from "effect"
import { type BenchOptions, startChurch } from "./BenchStack.ts"
import { bounded } from "./Bounded.ts"
import { editPeople } from "./EditPeople.ts"
import { type MeasuredRun, measureRun } from "./MeasureRun.ts"
import { printReport } from "./PrintReport.ts"
import { rounded } from "./Report.ts"

const rowOf = (sync: string, { cpuSeconds, read, requests, seconds, written }: MeasuredRun) => ({
  sync,
  seconds: rounded(seconds, 2),
  requests,
  "records read": read,
  "rows written": written,
  "CPU seconds": rounded(cpuSeconds, 2)
})

/**
 * Reconciliations of a church that is whole, and of one where some people were edited without a new timestamp, which no
 * delta can see.
 */
export const reconciliationBench = ({
  changed,
  nodeFlags,
  ...given
}: BenchOptions & {
  /** The share of the people that are edited, in percent. */
  readonly changed: number
}) =>
  printReport(
    "reconciliation",
    { ...given, changed },
    bounded(
      "engine",
      given.people,
      Effect.gen(function* () {
        const church = yield* startChurch({ ...given, nodeFlags })
        const edited = Math.round((given.people * changed) / 100)
        const full = yield* measureRun(church, "full")
        const whole = yield* measureRun(church, "reconciliation")
        yield* editPeople(church.stack.simulator.admin, edited, "Silent", true)
        const mended = yield* measureRun(church, "reconciliation")
        return {
          people: given.people,
          edited,
          table: [
            rowOf("first full", full),
            rowOf("reconciliation, all equal", whole),
            rowOf(`reconciliation, ${changed} % of the people edited silently`, mended)
          ],
          checks: [
            { what: "rows written, all equal", seen: whole.written, atMost: 0 },
            { what: "silent edits mended", seen: mended.written, atLeast: edited }
          ]
        }
      }).pipe(Effect.scoped)
    )
  )
