import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { Alerts, ListAlertsQuery } from "../Alert.ts"
import { NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { OrgId } from "../Identifiers.ts"
import { RequiredScope } from "../KeyScope.ts"

const list = HttpApiEndpoint.get("list", "/v1/orgs/:orgId/alerts")
  .setPath(Schema.Struct({ orgId: OrgId }))
  .setUrlParams(ListAlertsQuery)
  .addSuccess(Alerts)
  .annotate(RequiredScope, "read")
  .annotateContext(OpenApi.annotations({ summary: "List an organisation's open alerts, newest first" }))

/** What a person should know of. */
export const AlertsApi = HttpApiGroup.make("alerts")
  .add(list)
  .addError(NotFound)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(OpenApi.annotations({ title: "Alerts", description: "What a person should know of" }))
