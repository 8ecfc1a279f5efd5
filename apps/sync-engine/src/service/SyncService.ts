import { Graph as DependencyGraph } from "@openfaith/adapter-core"
import {
  type Auth,
  type Connected,
  type Connection,
  Conflict,
  type CredentialRefused,
  defaultRunLimit,
  type Graph,
  type GraphFormat,
  InvalidRequest,
  type ListRunsOptions,
  NotFound,
  type Organization,
  type RecordAccepted,
  type Run,
  type RunPage,
  type RunProgress,
  type ServiceUnavailable,
  type StartSyncRequest,
  type SyncStarted,
  type Trigger,
  type Webhooks
} from "@openfaith/sync-api"
import { Context, DateTime, Effect, Layer, Option, Schedule, Stream } from "effect"
import { Pressure } from "../load/Pressure.ts"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { ForOrganization } from "../database/ForOrganization.ts"
import { type ConnectionRow, ConnectionStore } from "../stores/ConnectionStore.ts"
import { InboxStore } from "../stores/InboxStore.ts"
import { OverviewStore } from "../stores/OverviewStore.ts"
import { type RunRow, RunStore } from "../stores/RunStore.ts"
import { ScheduleStore } from "../stores/ScheduleStore.ts"
import { SubscriptionStore } from "../stores/SubscriptionStore.ts"
import { answering } from "./Answering.ts"
import { connectionTo, inOrganization } from "./ConnectionLookup.ts"
import { refusal } from "./Refusal.ts"
import { isUnchanged } from "./RunChange.ts"
import * as RunCursor from "./RunCursor.ts"
import { connectionView, runView, subscriptionView } from "./Views.ts"

/** What can be asked of the engine, whichever way it is asked: REST, RPC and the command line are thin over this. */
export class SyncService extends Context.Tag("@openfaith/sync-engine/SyncService")<
  SyncService,
  {
    readonly connect: (
      orgId: string,
      adapter: string,
      auth: Auth
    ) => Effect.Effect<Connected, CredentialRefused | NotFound | ServiceUnavailable>
    readonly connections: (
      orgId: string
    ) => Effect.Effect<ReadonlyArray<Connection>, NotFound | ServiceUnavailable>
    readonly connection: (
      orgId: string,
      adapter: string
    ) => Effect.Effect<Connection, NotFound | ServiceUnavailable>
    readonly organization: (orgId: string) => Effect.Effect<Organization, NotFound | ServiceUnavailable>
    readonly startSync: (
      orgId: string,
      request: StartSyncRequest,
      trigger: Trigger
    ) => Effect.Effect<SyncStarted, InvalidRequest | NotFound | Conflict | ServiceUnavailable>
    readonly runs: (
      orgId: string,
      page: ListRunsOptions
    ) => Effect.Effect<RunPage, InvalidRequest | NotFound | ServiceUnavailable>
    readonly run: (orgId: string, runId: string) => Effect.Effect<Run, NotFound | ServiceUnavailable>
    readonly cancel: (
      orgId: string,
      runId: string
    ) => Effect.Effect<Run, NotFound | Conflict | ServiceUnavailable>
    /** The run now, and again whenever it changed, until it has finished. */
    readonly watch: (
      orgId: string,
      runId: string
    ) => Stream.Stream<RunProgress, NotFound | ServiceUnavailable>
    readonly webhooks: (orgId: string) => Effect.Effect<Webhooks, NotFound | ServiceUnavailable>
    /** Queues a look at one record. */
    readonly syncRecord: (
      orgId: string,
      entity: string,
      externalId: string
    ) => Effect.Effect<RecordAccepted, InvalidRequest | NotFound | Conflict | ServiceUnavailable>
    readonly graph: (adapter: string, format: GraphFormat) => Effect.Effect<Graph | string, NotFound>
  }
>() {
  static readonly layer = Layer.effect(
    SyncService,
    Effect.gen(function* () {
      const adapters = yield* AdapterRegistry
      const connections = yield* ConnectionStore
      const inbox = yield* InboxStore
      const overview = yield* OverviewStore
      const pressure = yield* Pressure
      const runs = yield* RunStore
      const schedules = yield* ScheduleStore
      const subscriptions = yield* SubscriptionStore

      const adapterNamed = (name: string) =>
        Effect.mapError(adapters.get(name), () => new NotFound({ resource: "adapter", id: name }))

      const ofOrganization = inOrganization(yield* ForOrganization, connections)

      /** The connection whose adapter knows an entity, or what the adapters know instead. */
      const connectionKnowing = Effect.fnUntraced(function* (
        entity: string,
        rows: ReadonlyArray<ConnectionRow>
      ) {
        const known = yield* Effect.forEach(rows, (connection) =>
          Effect.map(adapterNamed(connection.adapter), ({ manifest }) => ({
            connection,
            entities: Object.keys(manifest.entities)
          }))
        )
        const found = known.find(({ entities }) => entities.includes(entity))
        if (found !== undefined) return found.connection
        const entities = known.flatMap(({ entities }) => entities).join(", ")
        return yield* new InvalidRequest({
          issues: [{ path: "entity", message: `There is no entity ${entity}; there are ${entities}` }]
        })
      })

      const views = Effect.fnUntraced(function* (rows: ReadonlyArray<RunRow>) {
        const streams = rows.length === 0 ? [] : yield* runs.streams(rows.map(({ runId }) => runId))
        const now = yield* DateTime.now
        return rows.map((row) =>
          runView(
            row,
            streams.filter(({ runId }) => runId === row.runId),
            now
          )
        )
      })

      const runRow = Effect.fnUntraced(function* (orgId: string, runId: string) {
        const row = yield* runs.find(runId)
        if (Option.isNone(row) || row.value.orgId !== orgId)
          return yield* new NotFound({ resource: "run", id: runId })
        return row.value
      })

      const runAsItStands = Effect.fnUntraced(function* (orgId: string, runId: string) {
        const [view] = yield* views([yield* runRow(orgId, runId)])
        return view === undefined ? yield* new NotFound({ resource: "run", id: runId }) : view
      })

      const run = (orgId: string, runId: string) => ofOrganization(orgId, () => runAsItStands(orgId, runId))

      return {
        connect: Effect.fn("SyncService.connect")(function* (orgId, name, auth) {
          const adapter = yield* adapterNamed(name)
          const { organisation } = yield* Effect.mapError(adapter.probe(auth), refusal)
          const row = yield* answering(
            connections.connect({ orgId, adapter: name, credential: auth, source: organisation })
          )
          yield* answering(schedules.ensure)
          return { connectionId: row.connectionId }
        }),

        connections: (orgId) => ofOrganization(orgId, (rows) => Effect.succeed(rows.map(connectionView))),
        connection: (orgId, adapter) =>
          Effect.map(ofOrganization(orgId, connectionTo(adapter)), connectionView),

        organization: Effect.fn("SyncService.organization")((orgId) =>
          ofOrganization(
            orgId,
            Effect.fnUntraced(function* (rows) {
              const { deadLetters, entities, freshness } = yield* overview.of(orgId)
              const live = yield* runs.live(orgId)
              return {
                orgId,
                connections: rows.map(connectionView),
                liveRuns: yield* views(live),
                freshness,
                entities,
                deadLetters
              }
            })
          )
        ),

        startSync: Effect.fn("SyncService.startSync")(function* (
          orgId,
          { adapter: name, entities, mode },
          trigger
        ) {
          yield* pressure.admit
          const adapter = yield* adapterNamed(name)
          const known = Object.keys(adapter.manifest.entities)
          const issues = (entities ?? []).flatMap((entity, index) =>
            known.includes(entity)
              ? []
              : [
                  {
                    path: `entities.${index}`,
                    message: `${name} has no entity ${entity}; it has ${known.join(", ")}`
                  }
                ]
          )
          return yield* ofOrganization(
            orgId,
            Effect.fnUntraced(function* (rows) {
              const { connectionId, status } = yield* connectionTo(name)(rows)
              if (status === "parked") return yield* new Conflict({ reason: "ConnectionParked" })
              if (issues.length > 0) return yield* new InvalidRequest({ issues })
              return yield* runs.trigger({
                runId: crypto.randomUUID(),
                orgId,
                connectionId,
                adapter: name,
                mode,
                entities: entities ?? null,
                trigger
              })
            })
          )
        }),

        runs: Effect.fn("SyncService.runs")(function* (orgId, { cursor, limit = defaultRunLimit }) {
          const behind = cursor === undefined ? Option.none() : RunCursor.decode(cursor)
          if (cursor !== undefined && Option.isNone(behind)) {
            return yield* new InvalidRequest({
              issues: [{ path: "cursor", message: "Expected a cursor that a listing returned" }]
            })
          }
          return yield* ofOrganization(
            orgId,
            Effect.fnUntraced(function* () {
              const rows = yield* runs.list(orgId, limit + 1, Option.getOrNull(behind))
              const page = rows.slice(0, limit)
              const last = page.at(-1)
              const nextCursor =
                rows.length > limit && last !== undefined
                  ? RunCursor.encode({ createdAt: last.position, runId: last.runId })
                  : null
              return {
                runs: yield* views(page),
                nextCursor,
                next:
                  nextCursor === null ? null : `/v1/orgs/${orgId}/syncs?limit=${limit}&cursor=${nextCursor}`
              }
            })
          )
        }),

        run,

        cancel: Effect.fn("SyncService.cancel")((orgId, runId) =>
          ofOrganization(
            orgId,
            Effect.fnUntraced(function* () {
              const row = yield* runRow(orgId, runId)
              if (row.finishedAt !== null) return yield* new Conflict({ reason: "RunFinished" })
              yield* runs.requestCancel(runId)
              return yield* runAsItStands(orgId, runId)
            })
          )
        ),

        watch: (orgId, runId) =>
          Stream.repeatEffectWithSchedule(run(orgId, runId), everyNowAndThen).pipe(
            Stream.mapEffect((view) =>
              Effect.map(DateTime.now, (at) => ({
                type: view.finishedAt === null ? ("progress" as const) : ("finished" as const),
                at,
                run: view
              }))
            ),
            Stream.changesWith((before, after) => isUnchanged(before.run, after.run)),
            Stream.takeUntil(({ type }) => type === "finished")
          ),

        webhooks: Effect.fn("SyncService.webhooks")((orgId) =>
          ofOrganization(
            orgId,
            Effect.fnUntraced(function* () {
              const rows = yield* subscriptions.findByOrg(orgId)
              return { inbox: yield* inbox.counts(orgId), subscriptions: rows.map(subscriptionView) }
            })
          )
        ),

        syncRecord: Effect.fn("SyncService.syncRecord")((orgId, entity, externalId) =>
          ofOrganization(
            orgId,
            Effect.fnUntraced(function* (rows) {
              const { connectionId, status } = yield* connectionKnowing(entity, rows)
              if (status === "parked") return yield* new Conflict({ reason: "ConnectionParked" })
              return { inboxId: yield* inbox.request(connectionId, entity, externalId) }
            })
          )
        ),

        graph: (name, format) =>
          Effect.map(adapterNamed(name), ({ manifest }) => {
            const graph = DependencyGraph.fromManifest(manifest)
            return format === "json"
              ? graph
              : format === "mermaid"
                ? DependencyGraph.toMermaid(graph)
                : DependencyGraph.toDot(graph)
          })
      }
    })
  )
}

const everyNowAndThen = Schedule.spaced("400 millis")
