import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { OrgId } from "../Identifiers.ts"
import { RequiredScope } from "../KeyScope.ts"
import { Webhooks } from "../Webhooks.ts"

const get = HttpApiEndpoint.get("get", "/v1/orgs/:orgId/webhooks")
  .setPath(Schema.Struct({ orgId: OrgId }))
  .addSuccess(Webhooks)
  .annotate(RequiredScope, "read")
  .annotateContext(
    OpenApi.annotations({
      summary: "Look at an organisation's webhooks",
      description: "How its inbox stands, an event name at a time, and the health of its subscriptions."
    })
  )

/** What sources tell by themselves. Where they deliver is no part of this API: that needs their signature, not a key. */
export const WebhooksApi = HttpApiGroup.make("webhooks")
  .add(get)
  .addError(NotFound)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(OpenApi.annotations({ title: "Webhooks", description: "What sources tell by themselves" }))
