import { Activity, WorkflowEngine } from "@effect/workflow"
import { type AnyManifest, Graph } from "@openfaith/adapter-core"
import type { SyncMode } from "@openfaith/sync-api"
import { Context, Effect, Schedule } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { SyncConfig } from "../config/SyncConfig.ts"
import { ageInSeconds } from "../database/Age.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { type RunRow, RunStore, type RunToPlan } from "../stores/RunStore.ts"
import { StreamStore } from "../stores/StreamStore.ts"
import { runEnded } from "../telemetry/Metrics.ts"
import { VitalsStore } from "../stores/VitalsStore.ts"
import { Subscriptions } from "../webhooks/Subscriptions.ts"
import { audit } from "./Audit.ts"
import { patiently } from "./DurableWait.ts"
import { glance } from "./Glance.ts"
import { adoptOrphans } from "./MissingParents.ts"
import { brokenBy, tallyOf } from "./RunBreaker.ts"
import { blockedBy, isComplete, type RunOutcome, runOutcome, type StreamStatus } from "./RunOutcome.ts"
import { plannedStreams } from "./RunPlan.ts"
import { SyncEntity } from "./SyncEntity.ts"
import { SyncOrganization } from "./SyncOrganization.ts"

/** One stream to be synced: its riders share its fate. */
interface Stream {
  readonly entity: string
  readonly riders: ReadonlyArray<string>
  readonly hardParents: ReadonlyArray<string>
}

/**
 * Deltas do not see everything: the first run is a full one, and so is a delta when the last full one is too long ago. A
 * run that is asked for some entities only stays what it is; streams that lack a watermark are listed in full.
 */
const effectiveMode = (
  { entities, mode, secondsSinceFull }: RunToPlan,
  fullEveryHours: number
): RunToPlan["mode"] => {
  if (mode !== "delta" || entities !== null) return mode
  if (secondsSinceFull === null) return "full"
  return fullEveryHours > 0 && secondsSinceFull >= fullEveryHours * 3600 ? "full" : "delta"
}

/** What changes while everything is read is told by then; a source that does not answer is asked again on schedule. */
const subscribeFirst = (connectionId: string) =>
  Effect.flatMap(Subscriptions, (subscriptions) =>
    subscriptions.ensureSubscribed(connectionId).pipe(Effect.timeoutOption("30 seconds"))
  )

/** Says again and again that the run is worked on. */
const heard = (runId: string) =>
  Effect.flatMap(VitalsStore, (vitals) =>
    untilDatabaseAnswers(vitals.runAlive(runId, 0)).pipe(
      Effect.schedule(Schedule.spaced("10 seconds")),
      Effect.forkScoped
    )
  )

/** Stores the run's plan, and looks at first pages; answers whether a delta has found nothing new at all. */
const begin = (run: RunToPlan, manifest: AnyManifest) =>
  Effect.gen(function* () {
    const runs = yield* RunStore
    const { fullEveryHours } = yield* SyncConfig
    const mode = effectiveMode(run, fullEveryHours)
    if (mode === "full") yield* subscribeFirst(run.connectionId)
    const planned = plannedStreams(manifest, mode, run.entities)
    yield* untilDatabaseAnswers(runs.begin(run.runId, planned, mode))
    const { ended, quiet } = yield* lookAtFirstPages(run.runId, mode)
    if (mode !== "delta" || !quiet || !planned.every(({ carrier, entity }) => ended.has(carrier ?? entity)))
      return false
    yield* endRun({ ...run, effectiveMode: mode }, "succeeded", null)
    return true
  })

/**
 * The streams that are still to be read, wave by wave, unless the run has just been found to be quiet, or had finished
 * before. This is no durable step: all that it decides is stored with the run, and a workflow that goes on elsewhere finds it
 * there. So a delta that brings nothing new, as most do, has no steps at all.
 */
const streamsToRead = (runId: string) =>
  Effect.gen(function* () {
    const runs = yield* RunStore
    const adapters = yield* AdapterRegistry
    const run = yield* untilDatabaseAnswers(runs.toPlan(runId))
    if (run.finishedAt !== null) return "finished"
    const { manifest } = yield* Effect.orDie(adapters.get(run.adapter))
    if (run.status === "queued" && (yield* begin(run, manifest))) return "quiet"
    const graph = Graph.fromManifest(manifest)
    const hardParents = (entity: string) =>
      graph.edges.filter((edge) => edge.kind === "hard" && edge.from === entity).map((edge) => edge.to)
    const streams = yield* untilDatabaseAnswers(runs.streams([runId]))
    const waves: Array<Array<Stream>> = []
    for (const { carrier, entity, status, wave } of streams) {
      if (carrier !== null || isComplete(status)) continue
      const riders = streams.filter((stream) => stream.carrier === entity).map((stream) => stream.entity)
      ;(waves[wave] ??= []).push({ entity, riders, hardParents: hardParents(entity) })
    }
    return waves.filter((wave) => wave !== undefined)
  })

const lookAtFirstPages = (runId: string, mode: SyncMode) =>
  heard(runId).pipe(Effect.zipRight(glance(runId, mode)), Effect.scoped, untilDatabaseAnswers)

/** Marks what is done for a run in its trace. */
const ofRun = (runId: string) => Effect.annotateSpans({ "sync.run.id": runId })

/** The run as it stands, and its streams. */
const withStreams = Effect.fnUntraced(function* (runId: string) {
  const runs = yield* RunStore
  const run = yield* Effect.flatMap(untilDatabaseAnswers(runs.find(runId)), Effect.orDie)
  return { run, streams: yield* untilDatabaseAnswers(runs.streams([runId])) }
})

/** What the listings left open: records without their parent, and rows that no listing brought. */
const settle = (runId: string) =>
  Effect.gen(function* () {
    const { run, streams } = yield* withStreams(runId)
    // A run that failed so badly says nothing about what is gone.
    if (run.cancelRequested || brokenBy(tallyOf(streams), yield* SyncConfig) !== null) return
    yield* heard(runId)
    yield* Effect.zipRight(adoptOrphans(run), audit(run))
  }).pipe(
    Effect.scoped,
    untilDatabaseAnswers,
    Effect.catchAll((error) =>
      error._tag === "RetryLater"
        ? Effect.flatMap(VitalsStore, (vitals) =>
            Effect.zipRight(untilDatabaseAnswers(vitals.runAlive(runId, error.seconds)), Effect.fail(error))
          )
        : // The next run settles it: what was read stays.
          Effect.logWarning("the audit did not come to its end", error)
    )
  )

const endRun = Effect.fnUntraced(function* (run: RunRow, outcome: RunOutcome, error: string | null) {
  const runs = yield* RunStore
  yield* untilDatabaseAnswers(runs.finish(run.runId, outcome, error))
  const begun = (run.startedAt ?? run.createdAt).getTime()
  yield* runEnded.update(ageInSeconds(begun), { "sync.mode": run.effectiveMode, "sync.outcome": outcome })
  yield* Effect.logInfo("run finished").pipe(Effect.annotateLogs({ runId: run.runId, outcome }))
})

const finishRun = (runId: string) =>
  Effect.gen(function* () {
    const { run, streams } = yield* withStreams(runId)
    if (run.finishedAt !== null) return
    const broken = brokenBy(tallyOf(streams), yield* SyncConfig)
    const errors = streams.flatMap(({ carrier, entity, error, status }) =>
      status === "failed" && carrier === null ? [`${entity}: ${error}`] : []
    )
    yield* broken === null
      ? endRun(
          run,
          runOutcome(
            streams.map(({ status }) => status),
            run.cancelRequested
          ),
          errors[0] ?? null
        )
      : endRun(run, "failed", broken.message)
  })

/**
 * Starts a workflow that does not know who waits for it. One that knows wakes its parent before it ends, also when it is
 * interrupted because its shard goes; and the parent cannot be woken before the node has let go of all its shards, this
 * one included: they would wait for each other for ever (decision 0003).
 */
const withoutParent = <A, E, R>(execute: Effect.Effect<A, E, R>) =>
  Effect.mapInputContext(
    execute,
    (context: Context.Context<R | WorkflowEngine.WorkflowInstance>) =>
      Context.omit(WorkflowEngine.WorkflowInstance)(context) as Context.Context<R>
  )

/** Syncs wave by wave; what hangs on a stream that was not read to its end is skipped. */
const syncWaves = Effect.fnUntraced(function* (runId: string, waves: ReadonlyArray<ReadonlyArray<Stream>>) {
  const outcomes = new Map<string, StreamStatus>()
  for (const wave of waves) {
    yield* Effect.forEach(
      wave,
      Effect.fnUntraced(function* ({ entity, hardParents, riders }) {
        const parent = blockedBy(hardParents, outcomes)
        const outcome =
          parent === undefined
            ? yield* withoutParent(SyncEntity.execute({ runId, entity }))
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
})

/** Plans the run, syncs wave by wave, and writes down how it ended. */
export const SyncOrganizationHandler = SyncOrganization.toLayer(
  Effect.fnUntraced(function* ({ runId }) {
    const toRead = yield* ofRun(runId)(streamsToRead(runId))
    if (toRead === "quiet") return
    if (toRead !== "finished") {
      yield* syncWaves(runId, toRead)
      yield* patiently("SettleRun", ofRun(runId)(settle(runId)))
    }
    // Also of a run that has finished: the node before may have died with this step's answer untold, and it waits to be asked.
    yield* Activity.make({ name: "FinishRun", execute: ofRun(runId)(finishRun(runId)) })
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
