import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { CredentialRefused, NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { Connected, Connection, Connections, ConnectRequest } from "../Connection.ts"
import { AdapterName, OrgId } from "../Identifiers.ts"
import { RequiredScope } from "../KeyScope.ts"

const connect = HttpApiEndpoint.put("connect", "/v1/orgs/:orgId/connections/:adapter")
  .setPath(Schema.Struct({ orgId: OrgId, adapter: AdapterName }))
  .setPayload(ConnectRequest)
  .addSuccess(Connected)
  .addError(CredentialRefused)
  .annotate(RequiredScope, "admin")
  .annotateContext(
    OpenApi.annotations({
      summary: "Connect an account",
      description:
        "Tries the credential, then stores it encrypted. Connecting again replaces the credential and keeps the id."
    })
  )

const list = HttpApiEndpoint.get("list", "/v1/orgs/:orgId/connections")
  .setPath(Schema.Struct({ orgId: OrgId }))
  .addSuccess(Connections)
  .annotate(RequiredScope, "read")
  .annotateContext(OpenApi.annotations({ summary: "List an organisation's connections" }))

const get = HttpApiEndpoint.get("get", "/v1/orgs/:orgId/connections/:adapter")
  .setPath(Schema.Struct({ orgId: OrgId, adapter: AdapterName }))
  .addSuccess(Connection)
  .annotate(RequiredScope, "read")
  .annotateContext(OpenApi.annotations({ summary: "Look at a connection" }))

/** The accounts an organisation has connected. */
export const ConnectionsApi = HttpApiGroup.make("connections")
  .add(connect)
  .add(list)
  .add(get)
  .addError(NotFound)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(
    OpenApi.annotations({ title: "Connections", description: "The accounts an organisation has connected" })
  )
