import { Caller, SyncRpcs } from "@openfaith/sync-api"
import { Effect } from "effect"
import { Alerts } from "../service/Alerts.ts"
import { DeadLetters } from "../service/DeadLetters.ts"
import { HeldDeletions } from "../service/HeldDeletions.ts"
import { Keys } from "../service/Keys.ts"
import { Nodes } from "../service/Nodes.ts"
import { Organizations } from "../service/Organizations.ts"
import { Schedules } from "../service/Schedules.ts"
import { SyncService } from "../service/SyncService.ts"
import { Verifications } from "../service/Verifications.ts"

/** The remote procedures, each over the service's operation of the same name. */
export const layer = SyncRpcs.toLayer(
  Effect.map(
    Effect.all([
      SyncService,
      Schedules,
      Alerts,
      HeldDeletions,
      DeadLetters,
      Organizations,
      Nodes,
      Keys,
      Verifications
    ]),
    ([
      service,
      schedules,
      alerts,
      heldDeletions,
      deadLetters,
      organizations,
      nodes,
      keys,
      verifications
    ]) => ({
      ListOrganizations: () =>
        Effect.map(Effect.flatMap(Caller, organizations.list), (all) => ({ organizations: all })),
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
      GetWebhooks: ({ orgId }) => service.webhooks(orgId),
      SyncRecord: ({ entity, externalId, orgId }) => service.syncRecord(orgId, entity, externalId),
      ListSchedules: ({ orgId }) => Effect.map(schedules.list(orgId), (all) => ({ schedules: all })),
      UpdateSchedule: ({ adapter, mode, orgId, ...change }) => schedules.update(orgId, adapter, mode, change),
      ListAlerts: ({ all, orgId }) =>
        Effect.map(alerts.list(orgId, all ?? false), (found) => ({ alerts: found })),
      ListHeldDeletions: ({ orgId }) =>
        Effect.map(heldDeletions.list(orgId), (all) => ({ heldDeletions: all })),
      ApproveHeldDeletion: ({ heldDeletionId, orgId }) => heldDeletions.approve(orgId, heldDeletionId),
      RejectHeldDeletion: ({ heldDeletionId, orgId, reason }) =>
        heldDeletions.reject(orgId, heldDeletionId, reason ?? null),
      ListDeadLetters: ({ orgId, ...page }) => deadLetters.list(orgId, page),
      GetDeadLetter: ({ deadLetterId, orgId }) => deadLetters.get(orgId, deadLetterId),
      ReplayDeadLetter: ({ deadLetterId, orgId }) => deadLetters.replay(orgId, deadLetterId),
      ReplayDeadLetters: ({ orgId, ...filter }) =>
        Effect.map(deadLetters.replayAll(orgId, filter), (queued) => ({ queued })),
      DiscardDeadLetter: ({ deadLetterId, orgId, reason }) =>
        deadLetters.discard(orgId, deadLetterId, reason),
      GetGraph: ({ adapter, format }) => service.graph(adapter, format),
      GetCluster: () => nodes.cluster,
      ListKeys: () => Effect.map(keys.list, (all) => ({ keys: all })),
      CreateKey: (request) => keys.create(request),
      RevokeKey: ({ keyId }) => keys.revoke(keyId),
      Verify: ({ orgId, ...request }) => verifications.verify(orgId, request)
    })
  )
)
