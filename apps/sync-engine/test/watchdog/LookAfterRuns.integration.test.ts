import { SqlClient } from "@effect/sql"
import { Workflow, WorkflowEngine } from "@effect/workflow"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer } from "effect"
import { WatchdogConfig } from "../../src/config/WatchdogConfig.ts"
import { RunStore } from "../../src/stores/RunStore.ts"
import { StreamStore } from "../../src/stores/StreamStore.ts"
import { VitalsStore } from "../../src/stores/VitalsStore.ts"
import { lookAfterRuns } from "../../src/watchdog/LookAfterRuns.ts"
import { connect, trigger } from "../support/Connections.ts"
import { double } from "../support/Double.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"
import { membershipsPlan, peoplePlan } from "../support/Streams.ts"

type Engine = (typeof WorkflowEngine.WorkflowEngine)["Service"]

/** An engine whose workflows all stand like this, with what it was asked to do. */
const engineOf = (result: Workflow.Result<void, never> | undefined) => {
  const seen: Array<string> = []
  const note = (what: string, { name }: { readonly name: string }) =>
    Effect.sync(() => void seen.push(`${what} ${name}`))
  const engine = double<Engine>({
    poll: (() => Effect.succeed(result)) as unknown as Engine["poll"],
    resume: (workflow) => note("resume", workflow),
    execute: ((workflow: { readonly name: string }) =>
      note("execute", workflow)) as unknown as Engine["execute"]
  })
  return { seen, engine }
}

/** A run whose people are being read, and of which nothing was heard for ten minutes. */
const silentRun = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const runs = yield* RunStore
  const streams = yield* StreamStore
  const { runId } = yield* trigger(yield* connect("grace"))
  yield* runs.begin(
    runId,
    [
      { entity: "Person", wave: 0, carrier: null, plan: peoplePlan },
      { entity: "Email", wave: 0, carrier: "Person", plan: null },
      { entity: "GroupMembership", wave: 1, carrier: null, plan: membershipsPlan }
    ],
    "full"
  )
  const stream = yield* streams.open(runId, "Person", "test:1")
  yield* sql`update sync.runs set started_at = now() - interval '1 hour'`
  yield* sql`
    update sync.streams set heartbeat_at = now() - interval '10 minutes', progressed_at = now() - interval '10 minutes'
    where entity = 'Person'`
  return { runId, stream }
})

const look = (engine: Engine) =>
  lookAfterRuns.pipe(Effect.provideService(WorkflowEngine.WorkflowEngine, engine))

const layer = Layer.merge(layerStoresOfOwn, WatchdogConfig.layerConfig)

describe("lookAfterRuns", () => {
  it.scoped("wakes up what nobody was heard to work on, and nothing else", () =>
    Effect.gen(function* () {
      const { runId, stream } = yield* silentRun
      const vitals = yield* VitalsStore
      const streams = yield* StreamStore
      const { engine, seen } = engineOf(undefined)
      yield* look(engine)
      assert.deepStrictEqual(seen, [
        "resume SyncEntity",
        "execute SyncOrganization",
        "resume SyncOrganization"
      ])
      yield* vitals.streamAlive(stream, "budget")
      assert.deepStrictEqual(yield* vitals.silent(120), [])
      const sql = yield* SqlClient.SqlClient
      yield* sql`update sync.streams set heartbeat_at = now() - interval '10 minutes'`
      yield* streams.rest(stream, 600)
      yield* sql`update sync.streams set progressed_at = now() - interval '10 minutes' where entity = 'Person'`
      assert.deepStrictEqual(yield* vitals.silent(120), [])
      yield* streams.close(stream, { status: "cancelled", error: null })
      yield* sql`update sync.streams set finished_at = now() - interval '10 minutes', progressed_at = null, resume_at = null`
      assert.deepStrictEqual(yield* vitals.silent(120), [{ runId, entities: [] }])
      yield* vitals.runAlive(runId, 0)
      assert.deepStrictEqual(yield* vitals.silent(120), [])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("fails a run whose workflow has ended without a word", () =>
    Effect.gen(function* () {
      const { runId } = yield* silentRun
      const runs = yield* RunStore
      const { engine, seen } = engineOf(new Workflow.Complete({ exit: Exit.die("out of luck") }))
      yield* look(engine)
      yield* look(engine)
      assert.deepStrictEqual(seen, [])
      const run = yield* Effect.flatten(runs.find(runId))
      assert.strictEqual(run.status, "failed")
      assert.match(run.error ?? "", /^The run's workflow has ended: .*out of luck/)
      const statuses = (yield* runs.streams([runId])).map(({ status }) => status)
      assert.deepStrictEqual(statuses, ["failed", "failed", "failed"])
    }).pipe(Effect.provide(layer))
  )
})
