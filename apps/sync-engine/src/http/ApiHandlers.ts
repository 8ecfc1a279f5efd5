import { HttpApiBuilder, HttpServerResponse } from "@effect/platform"
import { Caller, encodeServerSentEvent, NotReady, SyncApi } from "@openfaith/sync-api"
import { Effect, Layer, Stream } from "effect"
import { Alerts } from "../service/Alerts.ts"
import { DeadLetters } from "../service/DeadLetters.ts"
import { HeldDeletions } from "../service/HeldDeletions.ts"
import { Keys } from "../service/Keys.ts"
import { Nodes } from "../service/Nodes.ts"
import { Organizations } from "../service/Organizations.ts"
import { Readiness } from "../service/Readiness.ts"
import { Schedules } from "../service/Schedules.ts"
import { SyncService } from "../service/SyncService.ts"
import { Verifications } from "../service/Verifications.ts"
import { session } from "./SessionHandlers.ts"

const organizations = HttpApiBuilder.group(SyncApi, "organizations", (handlers) =>
  Effect.map(Effect.all([Organizations, SyncService]), ([organizations, service]) =>
    handlers
      .handle("list", () =>
        Effect.map(Effect.flatMap(Caller, organizations.list), (all) => ({ organizations: all }))
      )
      .handle("get", ({ path }) => service.organization(path.orgId))
  )
)

const connections = HttpApiBuilder.group(SyncApi, "connections", (handlers) =>
  Effect.map(SyncService, (service) =>
    handlers
      .handle("connect", ({ path, payload }) => service.connect(path.orgId, path.adapter, payload.auth))
      .handle("list", ({ path }) =>
        Effect.map(service.connections(path.orgId), (all) => ({ connections: all }))
      )
      .handle("get", ({ path }) => service.connection(path.orgId, path.adapter))
  )
)

const syncs = HttpApiBuilder.group(SyncApi, "syncs", (handlers) =>
  Effect.map(SyncService, (service) =>
    handlers
      .handle("start", ({ path, payload }) => service.startSync(path.orgId, payload, "api"))
      .handle("list", ({ path, urlParams }) => service.runs(path.orgId, urlParams))
      .handle("get", ({ path }) => service.run(path.orgId, path.runId))
      .handle("cancel", ({ path }) => service.cancel(path.orgId, path.runId))
      .handle("watch", ({ path }) =>
        // Looked up before the first byte, so that an unknown run is a 404 and not an empty stream.
        Effect.map(service.run(path.orgId, path.runId), () =>
          HttpServerResponse.stream(
            service.watch(path.orgId, path.runId).pipe(Stream.map(encodeServerSentEvent), Stream.encodeText),
            {
              contentType: "text/event-stream",
              headers: { "cache-control": "no-store", "x-accel-buffering": "no" }
            }
          )
        )
      )
  )
)

const schedules = HttpApiBuilder.group(SyncApi, "schedules", (handlers) =>
  Effect.map(Schedules, (service) =>
    handlers
      .handle("list", ({ path }) => Effect.map(service.list(path.orgId), (all) => ({ schedules: all })))
      .handle("update", ({ path, payload }) => service.update(path.orgId, path.adapter, path.mode, payload))
  )
)

const alerts = HttpApiBuilder.group(SyncApi, "alerts", (handlers) =>
  Effect.map(Alerts, (service) =>
    handlers.handle("list", ({ path, urlParams }) =>
      Effect.map(service.list(path.orgId, urlParams.all ?? false), (found) => ({ alerts: found }))
    )
  )
)

const webhooks = HttpApiBuilder.group(SyncApi, "webhooks", (handlers) =>
  Effect.map(SyncService, (service) => handlers.handle("get", ({ path }) => service.webhooks(path.orgId)))
)

const records = HttpApiBuilder.group(SyncApi, "records", (handlers) =>
  Effect.map(SyncService, (service) =>
    handlers.handle("sync", ({ path }) => service.syncRecord(path.orgId, path.entity, path.externalId))
  )
)

const heldDeletions = HttpApiBuilder.group(SyncApi, "heldDeletions", (handlers) =>
  Effect.map(HeldDeletions, (service) =>
    handlers
      .handle("list", ({ path }) => Effect.map(service.list(path.orgId), (all) => ({ heldDeletions: all })))
      .handle("approve", ({ path }) => service.approve(path.orgId, path.heldDeletionId))
      .handle("reject", ({ path, payload }) =>
        service.reject(path.orgId, path.heldDeletionId, payload.reason ?? null)
      )
  )
)

const deadLetters = HttpApiBuilder.group(SyncApi, "deadLetters", (handlers) =>
  Effect.map(DeadLetters, (service) =>
    handlers
      .handle("list", ({ path, urlParams }) => service.list(path.orgId, urlParams))
      .handle("get", ({ path }) => service.get(path.orgId, path.deadLetterId))
      .handle("replay", ({ path }) => service.replay(path.orgId, path.deadLetterId))
      .handle("replayAll", ({ path, urlParams }) =>
        Effect.map(service.replayAll(path.orgId, urlParams), (queued) => ({ queued }))
      )
      .handle("discard", ({ path, payload }) =>
        service.discard(path.orgId, path.deadLetterId, payload.reason)
      )
  )
)

const adapters = HttpApiBuilder.group(SyncApi, "adapters", (handlers) =>
  Effect.map(SyncService, (service) =>
    handlers.handle("graph", ({ path, urlParams }) => service.graph(path.adapter, urlParams.format ?? "json"))
  )
)

const verifications = HttpApiBuilder.group(SyncApi, "verifications", (handlers) =>
  Effect.map(Verifications, (service) =>
    handlers.handle("verify", ({ path, payload }) => service.verify(path.orgId, payload))
  )
)

const cluster = HttpApiBuilder.group(SyncApi, "cluster", (handlers) =>
  Effect.map(Nodes, (nodes) => handlers.handle("get", () => nodes.cluster))
)

const keys = HttpApiBuilder.group(SyncApi, "keys", (handlers) =>
  Effect.map(Keys, (service) =>
    handlers
      .handle("list", () => Effect.map(service.list, (all) => ({ keys: all })))
      .handle("create", ({ payload }) => service.create(payload))
      .handle("revoke", ({ path }) => service.revoke(path.keyId))
  )
)

const health = HttpApiBuilder.group(SyncApi, "health", (handlers) =>
  Effect.map(Readiness, (readiness) =>
    handlers
      .handle("live", () => Effect.succeed({ status: "live" as const }))
      .handle("ready", () =>
        Effect.flatMap(readiness.condition, (condition) =>
          condition.faults.some(({ fatal }) => fatal)
            ? Effect.fail(new NotReady(condition))
            : Effect.succeed({ status: "ready" as const, ...condition })
        )
      )
  )
)

/** The REST operations, each over the service's operation of the same name. */
export const layer = HttpApiBuilder.api(SyncApi).pipe(
  Layer.provide([
    organizations,
    connections,
    syncs,
    schedules,
    alerts,
    webhooks,
    records,
    heldDeletions,
    deadLetters,
    adapters,
    verifications,
    cluster,
    keys,
    session,
    health
  ])
)
