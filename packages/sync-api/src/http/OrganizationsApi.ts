import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { OrgId } from "../Identifiers.ts"
import { RequiredScope } from "../KeyScope.ts"
import { Organization } from "../Organization.ts"
import { Organizations } from "../OrganizationSummary.ts"

const list = HttpApiEndpoint.get("list", "/v1/orgs")
  .addSuccess(Organizations)
  .annotate(RequiredScope, "read")
  .annotateContext(OpenApi.annotations({ summary: "List the organisations" }))

const get = HttpApiEndpoint.get("get", "/v1/orgs/:orgId")
  .setPath(Schema.Struct({ orgId: OrgId }))
  .addSuccess(Organization)
  .annotate(RequiredScope, "read")
  .annotateContext(OpenApi.annotations({ summary: "Look at an organisation" }))

/** Organisations, which exist by being connected. */
export const OrganizationsApi = HttpApiGroup.make("organizations")
  .add(list)
  .add(get)
  .addError(NotFound)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(
    OpenApi.annotations({
      title: "Organisations",
      description: "An organisation exists once it is connected"
    })
  )
