import { Effect } from "effect"
import { type BenchOptions, startChurch } from "./BenchStack.ts"
import { bounded } from "./Bounded.ts"
import { editPeople } from "./EditPeople.ts"
import { medianBy } from "./Figures.ts"
import { measure, type MeasuredRun } from "./MeasureRun.ts"
import { printReport } from "./PrintReport.ts"
import { rounded } from "./Report.ts"
import { orgId, succeeded } from "./RunSync.ts"
import {
  countStatements,
  countingSettings,
  type StatementCounts,
  type StatementUse,
  watchStatements
} from "./Statements.ts"
import type { SyncMode } from "@openfaith/sync-api"

/** How the benchmark is made. */
export interface DeltaBenchOptions extends BenchOptions {
  /** The share of the people that change, in percent. */
  readonly changed: number
  /** How long the node is watched while nothing is asked of it. */
  readonly idleSeconds: number
}

const quietRuns = 9

interface Counted {
  readonly run: MeasuredRun
  readonly statements: StatementCounts
}

const rowOf = (sync: string, { run, statements }: Counted) => {
  const pages = run.streams.reduce((sum, stream) => sum + (stream.carrier === null ? stream.pages : 0), 0)
  const durableMillis = statements.millis - statements.ownMillis
  return {
    sync,
    seconds: rounded(run.seconds, 2),
    requests: run.requests,
    "rows written": run.written,
    statements: Math.round(statements.calls),
    "of them for transactions": Math.round(statements.transactionCalls),
    pages,
    "statements a page beyond its rows": rounded((statements.calls - statements.ownCalls) / pages, 1),
    "ms a page beyond its rows": rounded(durableMillis / pages, 2),
    "share of the database's time, %": rounded((durableMillis / statements.millis) * 100, 1),
    "share of the run, %": rounded((durableMillis / (run.seconds * 1000)) * 100, 1)
  }
}

/**
 * What a delta takes when nothing and when little has changed, and what durability takes: statements, and the time the
 * server works on them, beyond those that read and write the rows of the pages.
 */
export const deltaBench = ({ changed, idleSeconds, nodeFlags, ...given }: DeltaBenchOptions) =>
  printReport(
    "delta",
    { ...given, changed },
    bounded(
      "engine",
      given.people,
      Effect.gen(function* () {
        const church = yield* startChurch({ ...given, nodeFlags, settings: countingSettings })
        const statements = yield* watchStatements(church.stack.databaseUrl)
        const [, idle] = yield* statements.during(Effect.sleep(`${idleSeconds} seconds`))
        const { client } = church

        const counted = Effect.fnUntraced(function* (mode: SyncMode) {
          let used: ReadonlyArray<StatementUse> = []
          const run = yield* measure(
            church,
            Effect.gen(function* () {
              const [runId, made] = yield* statements.during(
                Effect.gen(function* () {
                  const { runId } = yield* client.StartSync({ orgId, adapter: "pco", mode })
                  yield* statements.untilFinished(runId)
                  return runId
                })
              )
              used = made
              return yield* Effect.flatMap(client.GetRun({ orgId, runId }), succeeded)
            })
          )
          const result: Counted = { run, statements: countStatements(used, run.seconds, idle, idleSeconds) }
          return result
        })

        const full = yield* counted("full")
        // It takes less than half a second, in which what the node does anyway happens once or not at all.
        const quiet = yield* counted("delta")
        const others = yield* Effect.replicateEffect(counted("delta"), quietRuns - 1)
        const all = [quiet, ...others] as const
        const nothing = medianBy(all, ({ statements }) => statements.calls)
        yield* editPeople(church.stack.simulator.admin, Math.round((given.people * changed) / 100), "Changed")
        const little = yield* counted("delta")
        const mostRequests = Math.max(
          ...all.flatMap(({ run }) => run.streams.map(({ requests }) => requests))
        )
        return {
          people: given.people,
          statements: { full: full.statements, nothing: nothing.statements, little: little.statements },
          table: [
            rowOf("first full", full),
            rowOf("delta, nothing changed", nothing),
            rowOf(`delta, ${changed} % of the people changed`, little)
          ],
          checks: [
            { what: "requests a stream, nothing changed", seen: mostRequests, atMost: 1 },
            {
              what: "statements of a delta, nothing changed",
              seen: Math.round(nothing.statements.calls),
              atMost: 20
            }
          ]
        }
      }).pipe(Effect.scoped)
    )
  )
