import { Activity } from "@effect/workflow"
import { Graph } from "@openfaith/adapter-core"
import { Effect, Schema } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { RunStore } from "../stores/RunStore.ts"
import { StreamStore } from "../stores/StreamStore.ts"
import { blockedBy, runOutcome, type StreamStatus } from "./RunOutcome.ts"
import { plannedStreams } from "./RunPlan.ts"
import { SyncEntity } from "./SyncEntity.ts"
import { SyncOrganization } from "./SyncOrganization.ts"

/** One stream to be synced: its riders share its fate. */
const Stream = Schema.Struct({
  entity: Schema.String,
  riders: Schema.Array(Schema.String),
  hardParents: Schema.Array(Schema.String)
})

/** Streams of a run, wave by wave. */
const Plan = Schema.Struct({ waves: Schema.Array(Schema.Array(Stream)) })

const planRun = (runId: string) =>
  Effect.gen(function* () {
    const runs = yield* RunStore
    const adapters = yield* AdapterRegistry
    const run = yield* Effect.flatMap(untilDatabaseAnswers(runs.find(runId)), Effect.orDie)
    const { manifest } = yield* Effect.orDie(adapters.get(run.adapter))
    const planned = plannedStreams(manifest, run.entities)
    yield* untilDatabaseAnswers(runs.begin(runId, planned))

    const graph = Graph.fromManifest(manifest)
    const hardParents = (entity: string) =>
      graph.edges.filter((edge) => edge.kind === "hard" && edge.from === entity).map((edge) => edge.to)
    const waves: Array<Array<typeof Stream.Type>> = []
    for (const { carrier, entity, wave } of planned) {
      if (carrier !== null) continue
      const riders = planned.filter((stream) => stream.carrier === entity).map((stream) => stream.entity)
      ;(waves[wave] ??= []).push({ entity, riders, hardParents: hardParents(entity) })
    }
    return { waves: waves.filter((wave) => wave !== undefined) }
  })

const finishRun = (runId: string) =>
  Effect.gen(function* () {
    const runs = yield* RunStore
    const run = yield* Effect.flatMap(untilDatabaseAnswers(runs.find(runId)), Effect.orDie)
    const streams = yield* untilDatabaseAnswers(runs.streams([runId]))
    const outcome = runOutcome(
      streams.map(({ status }) => status),
      run.cancelRequested
    )
    const errors = streams.flatMap(({ carrier, entity, error, status }) =>
      status === "failed" && carrier === null ? [`${entity}: ${error}`] : []
    )
    yield* untilDatabaseAnswers(runs.finish(runId, outcome, errors[0] ?? null))
    yield* Effect.logInfo("run finished").pipe(Effect.annotateLogs({ runId, outcome }))
  })

/** Plans the run, syncs wave by wave, and writes down how it ended. */
export const SyncOrganizationHandler = SyncOrganization.toLayer(
  Effect.fnUntraced(function* ({ runId }) {
    const plan = yield* Activity.make({ name: "PlanRun", success: Plan, execute: planRun(runId) })
    const outcomes = new Map<string, StreamStatus>()
    for (const wave of plan.waves) {
      yield* Effect.forEach(
        wave,
        Effect.fnUntraced(function* ({ entity, hardParents, riders }) {
          const parent = blockedBy(hardParents, outcomes)
          const outcome =
            parent === undefined
              ? yield* SyncEntity.execute({ runId, entity })
              : outcomes.get(parent) === "cancelled"
                ? "cancelled"
                : "blocked"
          if (parent !== undefined) yield* skipped(runId, entity, outcome === "cancelled" ? null : parent)
          for (const name of [entity, ...riders])
            outcomes.set(name, outcome === "complete" ? "succeeded" : outcome)
        }),
        { concurrency: "unbounded", discard: true }
      )
    }
    yield* Activity.make({ name: "FinishRun", execute: finishRun(runId) })
  })
)

/** A stream that is not begun: because of a parent that was not read, or because the run was called off. */
const skipped = (runId: string, entity: string, parent: string | null) =>
  Activity.make({
    name: `Skip/${entity}`,
    execute: Effect.flatMap(StreamStore, (streams) =>
      untilDatabaseAnswers(
        streams.giveUp(
          runId,
          entity,
          parent === null ? "cancelled" : "blocked",
          parent === null ? null : `${parent} was not read to its end.`
        )
      )
    )
  })
