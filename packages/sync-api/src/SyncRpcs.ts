import { Rpc, RpcGroup } from "@effect/rpc"
import { Schema } from "effect"
import { Alerts, ListAlertsOptions } from "./Alert.ts"
import { Conflict, CredentialRefused, InvalidRequest, NotFound, ServiceUnavailable } from "./ApiErrors.ts"
import { RpcApiKey } from "./ApiKey.ts"
import { Cluster } from "./Cluster.ts"
import { Connected, Connection, Connections, ConnectRequest } from "./Connection.ts"
import {
  DeadLetter,
  DeadLetterDetail,
  DeadLetterFilter,
  DeadLetterId,
  DeadLettersQueued,
  DiscardDeadLetterRequest
} from "./DeadLetter.ts"
import { DeadLetterPage, ListDeadLettersOptions } from "./DeadLetterPage.ts"
import { Graph, GraphFormat } from "./Graph.ts"
import { HeldDeletion, HeldDeletionId, HeldDeletions, RejectHeldDeletionRequest } from "./HeldDeletion.ts"
import { AdapterName, EntityName, OrgId, RunId } from "./Identifiers.ts"
import { CreatedKey, CreateKeyRequest, Key, KeyId, Keys } from "./Key.ts"
import { RequiredScope } from "./KeyScope.ts"
import { Organization } from "./Organization.ts"
import { Organizations } from "./OrganizationSummary.ts"
import { ExternalId, RecordAccepted } from "./RecordSync.ts"
import { Run, StartSyncRequest, SyncStarted } from "./Run.ts"
import { ListRunsOptions, RunPage } from "./RunPage.ts"
import { RunProgress } from "./RunProgress.ts"
import { Schedule, Schedules, UpdateScheduleRequest } from "./Schedule.ts"
import { SyncMode } from "./SyncMode.ts"
import { Verification, VerifyRequest } from "./Verification.ts"
import { Webhooks } from "./Webhooks.ts"

const ofRun = { orgId: OrgId, runId: RunId }
const ofHeldDeletion = { orgId: OrgId, heldDeletionId: HeldDeletionId }
const ofDeadLetter = { orgId: OrgId, deadLetterId: DeadLetterId }
const lookUp = Schema.Union(NotFound, ServiceUnavailable)

/** The engine over RPC: the operations of `SyncApi` with the same schemas and errors. */
export class SyncRpcs extends RpcGroup.make(
  Rpc.make("ListOrganizations", { success: Organizations, error: ServiceUnavailable }).annotate(
    RequiredScope,
    "read"
  ),
  Rpc.make("GetOrganization", { payload: { orgId: OrgId }, success: Organization, error: lookUp }).annotate(
    RequiredScope,
    "read"
  ),
  Rpc.make("Connect", {
    payload: { orgId: OrgId, adapter: AdapterName, ...ConnectRequest.fields },
    success: Connected,
    error: Schema.Union(CredentialRefused, NotFound, ServiceUnavailable)
  }).annotate(RequiredScope, "admin"),
  Rpc.make("ListConnections", { payload: { orgId: OrgId }, success: Connections, error: lookUp }).annotate(
    RequiredScope,
    "read"
  ),
  Rpc.make("GetConnection", {
    payload: { orgId: OrgId, adapter: AdapterName },
    success: Connection,
    error: lookUp
  }).annotate(RequiredScope, "read"),
  Rpc.make("StartSync", {
    payload: { orgId: OrgId, ...StartSyncRequest.fields },
    success: SyncStarted,
    error: Schema.Union(InvalidRequest, NotFound, Conflict, ServiceUnavailable)
  }).annotate(RequiredScope, "operate"),
  Rpc.make("ListRuns", {
    payload: { orgId: OrgId, ...ListRunsOptions.fields },
    success: RunPage,
    error: Schema.Union(InvalidRequest, NotFound, ServiceUnavailable)
  }).annotate(RequiredScope, "read"),
  Rpc.make("GetRun", { payload: ofRun, success: Run, error: lookUp }).annotate(RequiredScope, "read"),
  Rpc.make("CancelRun", {
    payload: ofRun,
    success: Run,
    error: Schema.Union(NotFound, Conflict, ServiceUnavailable)
  }).annotate(RequiredScope, "operate"),
  Rpc.make("WatchRun", { payload: ofRun, success: RunProgress, error: lookUp, stream: true }).annotate(
    RequiredScope,
    "read"
  ),
  Rpc.make("GetWebhooks", { payload: { orgId: OrgId }, success: Webhooks, error: lookUp }).annotate(
    RequiredScope,
    "read"
  ),
  Rpc.make("SyncRecord", {
    payload: { orgId: OrgId, entity: EntityName, externalId: ExternalId },
    success: RecordAccepted,
    error: Schema.Union(InvalidRequest, NotFound, Conflict, ServiceUnavailable)
  }).annotate(RequiredScope, "operate"),
  Rpc.make("ListSchedules", { payload: { orgId: OrgId }, success: Schedules, error: lookUp }).annotate(
    RequiredScope,
    "read"
  ),
  Rpc.make("UpdateSchedule", {
    payload: { orgId: OrgId, adapter: AdapterName, mode: SyncMode, ...UpdateScheduleRequest.fields },
    success: Schedule,
    error: Schema.Union(InvalidRequest, NotFound, ServiceUnavailable)
  }).annotate(RequiredScope, "operate"),
  Rpc.make("ListAlerts", {
    payload: { orgId: OrgId, ...ListAlertsOptions.fields },
    success: Alerts,
    error: lookUp
  }).annotate(RequiredScope, "read"),
  Rpc.make("ListHeldDeletions", {
    payload: { orgId: OrgId },
    success: HeldDeletions,
    error: lookUp
  }).annotate(RequiredScope, "read"),
  Rpc.make("ApproveHeldDeletion", {
    payload: ofHeldDeletion,
    success: HeldDeletion,
    error: Schema.Union(NotFound, Conflict, ServiceUnavailable)
  }).annotate(RequiredScope, "operate"),
  Rpc.make("RejectHeldDeletion", {
    payload: { ...ofHeldDeletion, ...RejectHeldDeletionRequest.fields },
    success: HeldDeletion,
    error: Schema.Union(NotFound, Conflict, ServiceUnavailable)
  }).annotate(RequiredScope, "operate"),
  Rpc.make("ListDeadLetters", {
    payload: { orgId: OrgId, ...ListDeadLettersOptions.fields },
    success: DeadLetterPage,
    error: Schema.Union(InvalidRequest, NotFound, ServiceUnavailable)
  }).annotate(RequiredScope, "read"),
  Rpc.make("GetDeadLetter", { payload: ofDeadLetter, success: DeadLetterDetail, error: lookUp }).annotate(
    RequiredScope,
    "read"
  ),
  Rpc.make("ReplayDeadLetter", {
    payload: ofDeadLetter,
    success: DeadLetter,
    error: Schema.Union(NotFound, Conflict, ServiceUnavailable)
  }).annotate(RequiredScope, "operate"),
  Rpc.make("ReplayDeadLetters", {
    payload: { orgId: OrgId, ...DeadLetterFilter.fields },
    success: DeadLettersQueued,
    error: lookUp
  }).annotate(RequiredScope, "operate"),
  Rpc.make("DiscardDeadLetter", {
    payload: { ...ofDeadLetter, ...DiscardDeadLetterRequest.fields },
    success: DeadLetter,
    error: lookUp
  }).annotate(RequiredScope, "operate"),
  Rpc.make("GetGraph", {
    payload: { adapter: AdapterName, format: GraphFormat },
    success: Schema.Union(Graph, Schema.String),
    error: NotFound
  }).annotate(RequiredScope, "read"),
  Rpc.make("GetCluster", { success: Cluster, error: ServiceUnavailable }).annotate(RequiredScope, "read"),
  Rpc.make("ListKeys", { success: Keys, error: ServiceUnavailable }).annotate(RequiredScope, "admin"),
  Rpc.make("CreateKey", {
    payload: CreateKeyRequest.fields,
    success: CreatedKey,
    error: Schema.Union(InvalidRequest, ServiceUnavailable)
  }).annotate(RequiredScope, "admin"),
  Rpc.make("RevokeKey", { payload: { keyId: KeyId }, success: Key, error: lookUp }).annotate(
    RequiredScope,
    "admin"
  ),
  Rpc.make("Verify", {
    payload: { orgId: OrgId, ...VerifyRequest.fields },
    success: Verification,
    error: Schema.Union(Conflict, NotFound, ServiceUnavailable)
  }).annotate(RequiredScope, "operate")
).middleware(RpcApiKey) {}
