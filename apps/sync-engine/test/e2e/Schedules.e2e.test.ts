import { FileSystem } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { endToEnd } from "./EndToEnd.ts"
import { assertEqual, makeScenario, orgId, type Scenario } from "./Scenario.ts"

const everySeconds = 2

interface EndedRun {
  readonly trigger: string
  readonly mode: string
  readonly status: string
  readonly createdAt: Date
  readonly finishedAt: Date | null
}

const allRuns = ({ query }: Scenario) =>
  query<EndedRun>("select trigger, mode, status, created_at, finished_at from sync.runs order by created_at")

/** Waits until so many runs have ended, and answers all of them. */
const untilEnded = (scenario: Scenario, count: number) =>
  allRuns(scenario).pipe(
    Effect.filterOrFail((runs) => runs.filter(({ finishedAt }) => finishedAt !== null).length >= count),
    Effect.retry(Schedule.spaced("200 millis"))
  )

/** The node whose log says last that it holds the scheduler, which moves when a node joins. */
const holderOf = ({ stack }: Scenario) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const taken = yield* Effect.forEach(stack.nodes, (node, index) =>
      Effect.map(fs.readFileString(`${stack.logs}/node-${index + 1}.log`), (log) =>
        [...log.matchAll(/^.*scheduler runs on this node.*$/gm)].map(([line]) => ({
          node,
          at: (JSON.parse(line) as { readonly timestamp: string }).timestamp
        }))
      )
    )
    const last = taken.flat().reduce((one, other) => (other.at > one.at ? other : one))
    return last.node
  }).pipe(Effect.provide(NodeContext.layer))

/** No run begins before the one before it has ended and the interval has passed: none twice. */
const assertSpaced = (runs: ReadonlyArray<EndedRun>) => {
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1]
    assert.deepInclude(run, { trigger: "schedule", mode: "full" })
    if (before === undefined) continue
    assert(before.finishedAt !== null, "a run began while another one was alive")
    assert.isAtLeast(run.createdAt.getTime() - before.finishedAt.getTime(), everySeconds * 1000)
  }
}

describe("when the node that holds the scheduler is killed", () => {
  endToEnd("another one goes on: no run is started twice, none is left out", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({
        nodes: 2,
        simulator: { people: 10, "rate-limit": 0 },
        environment: {
          SCHEDULES: "on",
          SCHEDULE_FULL_SECONDS: String(everySeconds),
          SCHEDULE_DELTA_SECONDS: "0",
          SCHEDULE_RECONCILIATION_AT: "0"
        }
      })
      const { stack } = scenario
      const before = yield* untilEnded(scenario, 2)
      const killed = yield* holderOf(scenario)
      yield* killed.process.signal("SIGKILL")
      yield* killed.process.exited
      const survivor = stack.nodes.find((node) => node !== killed)
      assert(survivor !== undefined)

      const runs = yield* untilEnded(scenario, before.length + 3)
      assertSpaced(runs)
      for (const { finishedAt, status } of runs)
        if (finishedAt !== null) assert.strictEqual(status, "succeeded")

      const client = yield* stack.client(survivor)
      yield* client.UpdateSchedule({ orgId, adapter: "pco", mode: "full", paused: true })
      yield* untilIdle(scenario)
      const { length } = yield* allRuns(scenario)
      yield* Effect.sleep(`${2 * everySeconds} seconds`)
      assert.strictEqual((yield* allRuns(scenario)).length, length)
      assertEqual(yield* scenario.compare)
    })
  )
})

const untilIdle = (scenario: Scenario) =>
  allRuns(scenario).pipe(
    Effect.filterOrFail((runs) => runs.every(({ finishedAt }) => finishedAt !== null)),
    Effect.retry(Schedule.spaced("200 millis"))
  )
