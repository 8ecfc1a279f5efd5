import { SqlClient } from "@effect/sql"
import { Console, Duration, Effect, Schedule } from "effect"
import { simulatedAuth } from "../local/LocalSimulator.ts"
import { BenchFailed } from "./BenchFailed.ts"
import { type BenchOptions, readBefore, startStack, withDatabase } from "./BenchStack.ts"
import { bounded } from "./Bounded.ts"
import { type BudgetPeriod, budgetUse, forgetBudgets, shareOf } from "./BudgetUse.ts"
import { type Look, watched } from "./Machine.ts"
import { printReport } from "./PrintReport.ts"
import { cpuSecondsOf, usageOf } from "./ProcessUsage.ts"
import { rounded } from "./Report.ts"
import { quantile, spreadOf } from "./Spread.ts"

/** How the benchmark is made. */
export interface ManyBenchOptions extends BenchOptions {
  readonly organizations: number
  /** How many churches one node syncs before that: so few that budgets are the limit, and not the processor; 0 for none. */
  readonly few: number
  /** How many churches of the warm-up nodes go through: streams begin and end in what one alone does not get compiled. */
  readonly warmUpChurches: number
  /** How many nodes share the work; each number is measured by itself. */
  readonly nodes: ReadonlyArray<number>
  /** Requests a period for each organisation. */
  readonly limit: number
  /** Seconds of a period. */
  readonly period: number
  /** Milliseconds every answer is held back. */
  readonly latency: number
}

interface Ended {
  readonly status: string
  readonly seconds: number
  readonly requests: number
  /** Why it did not succeed, as far as run and streams say. */
  readonly errors: string | null
}

// A node's work is done by one thread: with that busy, more processors are of no use to it. It is busy too while it could run,
// and something else has the processor.
const full = 0.9
// Where fewer than this share of the periods had processor to spare, the processor was the limit, and they were left by chance.
const tellingPeriods = 0.01

// What a node needs anyway, and what a first sync under way takes of it.
const heapOfNode = 256
const heapOfRun = 2
// Answers that are held back leave the processor idle unless others come in meanwhile: of small pages a node reads some three
// hundred a second, and with 64 at once it was not busy.
const pagesInFlight = 128

// So many of them at once keep a node busy.
const warmUpsAtOnce = 5

const middle = (looks: ReadonlyArray<Look>, of: "machine" | "thread"): number => {
  const shares = looks.map((look) => look[of])
  return rounded(quantile(shares, 0.5), 3)
}

/** Whether there was processor time to spare in a period: then its budget is the limit. */
const hasRoom =
  (looks: ReadonlyArray<Look>) =>
  ({ from, until }: BudgetPeriod): boolean => {
    const within = looks.filter(({ at }) => at > from && at <= until)
    const mean = (of: "machine" | "thread") => within.reduce((sum, look) => sum + look[of], 0) / within.length
    return mean("thread") < full && mean("machine") < full
  }

const organization = (index: number): string => `church-${index + 1}`

/** Waits for these runs, and answers how they ended. */
const untilAllEnded = Effect.fnUntraced(function* (runIds: ReadonlyArray<string>) {
  const sql = yield* SqlClient.SqlClient
  const these = sql.in("run_id", runIds)
  yield* sql`select from sync.runs where ${these} and finished_at is null limit 1`.pipe(
    Effect.repeat({ while: (open) => open.length > 0, schedule: Schedule.spaced("500 millis") })
  )
  return yield* sql<Ended>`
    select r.status, extract(epoch from r.finished_at - r.created_at)::float8 as seconds,
      s.requests, concat_ws('; ', r.error, s.errors) as errors
    from sync.runs r, lateral (
      select sum(requests)::int as requests, string_agg(
          concat_ws(' ', entity, status, error, (
            select string_agg(concat_ws(' ', reason, path, message), ', ') from sync.dead_letters d
            where d.run_id = s.run_id and d.entity = s.entity
          )), '; '
        ) filter (where status <> 'succeeded') as errors
      from sync.streams s where run_id = r.run_id
    ) s
    where ${these}`
})

const measureNodes = Effect.fnUntraced(function* (nodes: number, options: ManyBenchOptions) {
  const { latency, limit, organizations, period, warmUpChurches } = options
  const { grown, stack: small } = yield* startStack({
    ...options,
    nodes,
    nodeFlags: [
      `--max-old-space-size=${heapOfNode + Math.ceil((heapOfRun * organizations) / nodes)}`,
      ...options.nodeFlags
    ],
    simulator: { organizations, latency, "rate-limit": limit, "rate-period": period },
    environment: { MAX_CONCURRENT_RUNS: String(organizations), PAGES_IN_FLIGHT: String(pagesInFlight) }
  })
  const [node] = small.nodes
  if (node === undefined) return yield* Effect.dieMessage("no node started")
  const client = yield* small.client(node)
  if (options.warmUp > 0) {
    yield* Effect.forEach(
      Array.from({ length: warmUpChurches }, (_, index) => `warm-up-${index + 1}`),
      (org) => readBefore(client, org),
      { concurrency: warmUpsAtOnce, discard: true }
    )
  }
  const stack = yield* grown
  const all = Array.from({ length: organizations }, (_, index) => index)
  yield* Effect.forEach(
    all,
    (index) =>
      client.Connect({
        orgId: organization(index),
        adapter: "pco",
        auth: {
          ...simulatedAuth,
          applicationId: organizations > 1 ? `sim-app-${index + 1}` : simulatedAuth.applicationId
        }
      }),
    { concurrency: 8, discard: true }
  )
  const { admin } = stack.simulator
  yield* admin.call("DELETE", "/_sim/requests")
  yield* forgetBudgets(admin)
  const pids = stack.nodes.map(({ process }) => process.pid)
  const cpu = cpuSecondsOf(pids)
  const before = yield* cpu
  const [[elapsed, ended], looks] = yield* watched(
    Effect.timed(
      Effect.flatMap(
        Effect.forEach(
          all,
          (index) => client.StartSync({ orgId: organization(index), adapter: "pco", mode: "full" }),
          { concurrency: 8 }
        ),
        (runs) => withDatabase(stack.databaseUrl)(untilAllEnded(runs.map(({ runId }) => runId)))
      )
    ),
    pids
  )
  const cpuSeconds = (yield* cpu) - before
  const memory = yield* Effect.forEach(pids, usageOf)
  const failed = ended.filter(({ status }) => status !== "succeeded")
  if (failed.length > 0 || ended.length !== organizations) {
    return yield* new BenchFailed({
      program: "engine",
      reason: "notSucceeded",
      detail: `${failed.length} of ${ended.length} runs, the first of them ${failed[0]?.status}: ${failed[0]?.errors}`
    })
  }
  const { periods, refused, share } = yield* budgetUse(admin)
  const withRoom = periods.filter(hasRoom(looks))
  const shareWithRoom = shareOf(withRoom)
  const pages = (yield* admin.requests).total
  const seconds = Duration.toSeconds(elapsed)
  return {
    organizations,
    nodes,
    seconds: rounded(seconds, 1),
    pages,
    pagesPerSecond: rounded(pages / seconds, 1),
    budgetUsed: share === null ? null : rounded(share, 4),
    periods: periods.length,
    periodsWithRoom: withRoom.length,
    budgetUsedWithRoom: shareWithRoom === null ? null : rounded(shareWithRoom, 4),
    refused,
    cpuMicrosPerPage: Math.round((cpuSeconds * 1e6) / pages),
    pagesPerCoreSecond: rounded(pages / cpuSeconds, 1),
    machineBusy: middle(looks, "machine"),
    threadBusy: middle(looks, "thread"),
    processorsUsed: rounded(cpuSeconds / seconds / nodes, 3),
    peakRssMb: Math.round(Math.max(...memory.map(({ peakRssMb }) => peakRssMb))),
    // Churches differ a little in size; what a request took is the same for equal treatment.
    spread: spreadOf(ended.map(({ requests, seconds }) => seconds / requests))
  }
}, Effect.scoped)

const percent = (share: number | null): number | null => (share === null ? null : rounded(share * 100, 1))

/**
 * First full syncs of many equal churches at once, each under a limit of its own, on one node and on several: how much of
 * all their budgets is used, what a page costs, and whether each gets its share.
 */
export const manyBench = ({ nodeFlags, nodes, ...given }: ManyBenchOptions) =>
  printReport(
    "many",
    { ...given, nodes: nodes.join(", ") },
    Effect.gen(function* () {
      const few = given.few > 0 ? [{ organizations: given.few, count: 1 }] : []
      const many = nodes.map((count) => ({ organizations: given.organizations, count }))
      const measured = yield* Effect.forEach([...few, ...many], ({ count, organizations }) =>
        bounded(
          "engine",
          given.people * organizations,
          Effect.tap(measureNodes(count, { ...given, organizations, nodeFlags, nodes }), (figures) =>
            Console.error(JSON.stringify(figures))
          )
        )
      )
      const on = ({ nodes, organizations }: (typeof measured)[number]) =>
        `${organizations} churches on ${nodes} ${nodes === 1 ? "node" : "nodes"}`
      return {
        measured,
        table: measured.map((one) => ({
          churches: one.organizations,
          nodes: one.nodes,
          seconds: one.seconds,
          pages: one.pages,
          "pages/s": one.pagesPerSecond,
          "budgets used, %": percent(one.budgetUsed),
          "periods with processor to spare": `${one.periodsWithRoom} of ${one.periods}`,
          "used in these, %": percent(one.budgetUsedWithRoom),
          "machine busy, %": rounded(one.machineBusy * 100, 1),
          "thread of the least busy node, %": rounded(one.threadBusy * 100, 1),
          "processor a node, %": rounded(one.processorsUsed * 100, 1),
          "most RSS a node, MB": one.peakRssMb,
          "CPU µs a page": one.cpuMicrosPerPage,
          "pages/s a core": one.pagesPerCoreSecond,
          "p95 ÷ median": one.spread.p95ToMedian,
          "longest ÷ shortest": one.spread.maxToMin,
          "answers 429": one.refused
        })),
        checks: [
          ...measured.flatMap((one) =>
            one.budgetUsedWithRoom === null || one.periodsWithRoom < tellingPeriods * one.periods
              ? []
              : [
                  {
                    what: `share of the budgets with processor to spare, ${on(one)}`,
                    seen: one.budgetUsedWithRoom,
                    atLeast: 0.95
                  }
                ]
          ),
          ...measured.map((one) => ({
            what: `p95 ÷ median of seconds a request, ${on(one)}`,
            seen: one.spread.p95ToMedian,
            atMost: 1.3
          }))
        ]
      }
    })
  )
