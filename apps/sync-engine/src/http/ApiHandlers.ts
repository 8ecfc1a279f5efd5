import { HttpApiBuilder, HttpServerResponse } from "@effect/platform"
import { encodeServerSentEvent, ServiceUnavailable, SyncApi } from "@openfaith/sync-api"
import { Effect, Layer, Stream } from "effect"
import { Readiness } from "../service/Readiness.ts"
import { SyncService } from "../service/SyncService.ts"

const organizations = HttpApiBuilder.group(SyncApi, "organizations", (handlers) =>
  Effect.map(SyncService, (service) => handlers.handle("get", ({ path }) => service.organization(path.orgId)))
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

const adapters = HttpApiBuilder.group(SyncApi, "adapters", (handlers) =>
  Effect.map(SyncService, (service) =>
    handlers.handle("graph", ({ path, urlParams }) => service.graph(path.adapter, urlParams.format ?? "json"))
  )
)

const health = HttpApiBuilder.group(SyncApi, "health", (handlers) =>
  Effect.map(Readiness, (readiness) =>
    handlers
      .handle("live", () => Effect.succeed({ status: "live" as const }))
      .handle("ready", () =>
        Effect.flatMap(readiness.faults, (faults) =>
          faults.length === 0
            ? Effect.succeed({ status: "ready" as const })
            : Effect.fail(new ServiceUnavailable({ retryAfterSeconds: 1, faults }))
        )
      )
  )
)

/** The REST operations, each over the service's operation of the same name. */
export const layer = HttpApiBuilder.api(SyncApi).pipe(
  Layer.provide([organizations, connections, syncs, adapters, health])
)
