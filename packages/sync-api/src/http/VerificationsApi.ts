import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { Conflict, NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { OrgId } from "../Identifiers.ts"
import { RequiredScope } from "../KeyScope.ts"
import { Verification, VerifyRequest } from "../Verification.ts"

const verify = HttpApiEndpoint.post("verify", "/v1/orgs/:orgId/verifications")
  .setPath(Schema.Struct({ orgId: OrgId }))
  .setPayload(VerifyRequest)
  .addSuccess(Verification)
  .addError(Conflict)
  .annotate(RequiredScope, "operate")
  .annotateContext(
    OpenApi.annotations({
      summary: "Compare an organisation with its source",
      description: "Reads within the request budget and compares; changes nothing. Answers when it is done."
    })
  )

/** Comparisons with the source. */
export const VerificationsApi = HttpApiGroup.make("verifications")
  .add(verify)
  .addError(NotFound)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(
    OpenApi.annotations({ title: "Verifications", description: "Comparisons with the source" })
  )
