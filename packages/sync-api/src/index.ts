export {
  ComponentFault,
  Conflict,
  ConflictReason,
  CredentialRefused,
  InvalidRequest,
  NotFound,
  PayloadTooLarge,
  RequestFault,
  ServiceUnavailable,
  Unauthorized
} from "./ApiErrors.ts"
export { HttpApiKey, RpcApiKey } from "./ApiKey.ts"
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
export { Graph, GraphEdge, GraphFormat } from "./Graph.ts"
export { Live, Ready } from "./Health.ts"
export { AdapterName, ConnectionId, EntityName, OrgId, RunId } from "./Identifiers.ts"
export { EntityCount, Freshness, Organization } from "./Organization.ts"
export { Run, RunStatus, StartSyncRequest, SyncMode, SyncStarted, Trigger } from "./Run.ts"
export { defaultRunLimit, ListRunsOptions, ListRunsQuery, RunCursor, RunPage } from "./RunPage.ts"
export { encodeServerSentEvent, RunProgress } from "./RunProgress.ts"
export { Stream, StreamStatus } from "./Stream.ts"
export { SyncApi } from "./SyncApi.ts"
export { SyncRpcs } from "./SyncRpcs.ts"
export { Timestamp } from "./Timestamp.ts"
