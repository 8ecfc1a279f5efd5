export { Alert, AlertKind, Alerts, ListAlertsOptions, ListAlertsQuery } from "./Alert.ts"
export {
  ComponentFault,
  Conflict,
  ConflictReason,
  CredentialRefused,
  Forbidden,
  InvalidRequest,
  NotFound,
  PayloadTooLarge,
  RequestFault,
  ServiceUnavailable,
  TooManyRequests,
  Unauthorized
} from "./ApiErrors.ts"
export { HttpApiKey, RpcApiKey, sameOriginHeader, sessionCookie } from "./ApiKey.ts"
export { Caller } from "./Caller.ts"
export { Cluster, ClusterNode } from "./Cluster.ts"
export {
  Auth,
  Connected,
  Connection,
  Connections,
  ConnectRequest,
  OAuthAuth,
  PersonalAccessTokenAuth,
  SourceOrganization
} from "./Connection.ts"
export {
  DeadLetter,
  DeadLetterDetail,
  DeadLetterFilter,
  DeadLetterFilterQuery,
  DeadLetterId,
  DeadLetterReason,
  DeadLettersQueued,
  DiscardDeadLetterRequest,
  replayLimit
} from "./DeadLetter.ts"
export { DeadLetterPage, ListDeadLettersOptions, ListDeadLettersQuery } from "./DeadLetterPage.ts"
export { Graph, GraphEdge, GraphFormat } from "./Graph.ts"
export { Condition, HealthComponent, HealthFault, Live, NotReady, PressureLevel, Ready } from "./Health.ts"
export {
  HeldDeletion,
  HeldDeletionId,
  HeldDeletions,
  HeldDeletionStatus,
  RejectHeldDeletionRequest,
  shownExternalIds
} from "./HeldDeletion.ts"
export { AdapterName, ConnectionId, EntityName, OrgId, RunId } from "./Identifiers.ts"
export { CreatedKey, CreateKeyRequest, Key, KeyId, KeyName, Keys } from "./Key.ts"
export { includesScope, KeyScope, RequiredScope } from "./KeyScope.ts"
export { EntityCount, Freshness, Organization } from "./Organization.ts"
export { BudgetUse, Organizations, OrganizationSummary } from "./OrganizationSummary.ts"
export { Reason } from "./Reason.ts"
export { ExternalId, RecordAccepted } from "./RecordSync.ts"
export { Run, RunStatus, StartSyncRequest, SyncStarted, Trigger } from "./Run.ts"
export { defaultRunLimit, ListRunsOptions, ListRunsQuery, RunCursor, RunPage } from "./RunPage.ts"
export { encodeServerSentEvent, RunProgress } from "./RunProgress.ts"
export { Schedule, Schedules, TimeOfDay, UpdateScheduleRequest } from "./Schedule.ts"
export { Session, SignInRequest } from "./Session.ts"
export { Stream, StreamStatus } from "./Stream.ts"
export { SyncApi } from "./SyncApi.ts"
export { SyncMode } from "./SyncMode.ts"
export { SyncRpcs } from "./SyncRpcs.ts"
export { Timestamp } from "./Timestamp.ts"
export {
  defaultVerifyBudget,
  Differences,
  EntityVerification,
  shownDifferences,
  Verification,
  VerifyRequest
} from "./Verification.ts"
export { InboxCount, Subscription, SubscriptionHealth, Webhooks } from "./Webhooks.ts"
