import { Rpc, RpcGroup } from "@effect/rpc"
import { Schema } from "effect"
import { Conflict, CredentialRefused, InvalidRequest, NotFound, ServiceUnavailable } from "./ApiErrors.ts"
import { RpcApiKey } from "./ApiKey.ts"
import { Connected, Connection, Connections, ConnectRequest } from "./Connection.ts"
import { Graph, GraphFormat } from "./Graph.ts"
import { AdapterName, OrgId, RunId } from "./Identifiers.ts"
import { Organization } from "./Organization.ts"
import { Run, StartSyncRequest, SyncStarted } from "./Run.ts"
import { ListRunsOptions, RunPage } from "./RunPage.ts"
import { RunProgress } from "./RunProgress.ts"

const ofRun = { orgId: OrgId, runId: RunId }
const lookUp = Schema.Union(NotFound, ServiceUnavailable)

/** The engine over RPC: the operations of `SyncApi` with the same schemas and errors. */
export class SyncRpcs extends RpcGroup.make(
  Rpc.make("GetOrganization", { payload: { orgId: OrgId }, success: Organization, error: lookUp }),
  Rpc.make("Connect", {
    payload: { orgId: OrgId, adapter: AdapterName, ...ConnectRequest.fields },
    success: Connected,
    error: Schema.Union(CredentialRefused, NotFound, ServiceUnavailable)
  }),
  Rpc.make("ListConnections", { payload: { orgId: OrgId }, success: Connections, error: lookUp }),
  Rpc.make("GetConnection", {
    payload: { orgId: OrgId, adapter: AdapterName },
    success: Connection,
    error: lookUp
  }),
  Rpc.make("StartSync", {
    payload: { orgId: OrgId, ...StartSyncRequest.fields },
    success: SyncStarted,
    error: Schema.Union(InvalidRequest, NotFound, Conflict, ServiceUnavailable)
  }),
  Rpc.make("ListRuns", {
    payload: { orgId: OrgId, ...ListRunsOptions.fields },
    success: RunPage,
    error: Schema.Union(InvalidRequest, NotFound, ServiceUnavailable)
  }),
  Rpc.make("GetRun", { payload: ofRun, success: Run, error: lookUp }),
  Rpc.make("CancelRun", {
    payload: ofRun,
    success: Run,
    error: Schema.Union(NotFound, Conflict, ServiceUnavailable)
  }),
  Rpc.make("WatchRun", { payload: ofRun, success: RunProgress, error: lookUp, stream: true }),
  Rpc.make("GetGraph", {
    payload: { adapter: AdapterName, format: GraphFormat },
    success: Schema.Union(Graph, Schema.String),
    error: NotFound
  })
).middleware(RpcApiKey) {}
