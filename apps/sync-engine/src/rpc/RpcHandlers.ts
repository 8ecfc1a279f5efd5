import { SyncRpcs } from "@openfaith/sync-api"
import { Effect } from "effect"
import { SyncService } from "../service/SyncService.ts"

/** The remote procedures, each over the service's operation of the same name. */
export const layer = SyncRpcs.toLayer(
  Effect.map(SyncService, (service) => ({
    GetOrganization: ({ orgId }) => service.organization(orgId),
    Connect: ({ adapter, auth, orgId }) => service.connect(orgId, adapter, auth),
    ListConnections: ({ orgId }) =>
      Effect.map(service.connections(orgId), (connections) => ({ connections })),
    GetConnection: ({ adapter, orgId }) => service.connection(orgId, adapter),
    StartSync: ({ orgId, ...request }) => service.startSync(orgId, request, "api"),
    ListRuns: ({ orgId, ...page }) => service.runs(orgId, page),
    GetRun: ({ orgId, runId }) => service.run(orgId, runId),
    CancelRun: ({ orgId, runId }) => service.cancel(orgId, runId),
    WatchRun: ({ orgId, runId }) => service.watch(orgId, runId),
    GetGraph: ({ adapter, format }) => service.graph(adapter, format)
  }))
)
