import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { Conflict, NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { EntityName, OrgId } from "../Identifiers.ts"
import { RequiredScope } from "../KeyScope.ts"
import { ExternalId, RecordAccepted } from "../RecordSync.ts"
import { accepted } from "../internal/Accepted.ts"

const sync = HttpApiEndpoint.post("sync", "/v1/orgs/:orgId/records/:entity/:externalId/sync")
  .setPath(Schema.Struct({ orgId: OrgId, entity: EntityName, externalId: ExternalId }))
  .addSuccess(accepted(RecordAccepted, "RecordAccepted"))
  .addError(Conflict)
  .annotate(RequiredScope, "operate")
  .annotateContext(
    OpenApi.annotations({
      summary: "Sync one record",
      description: "Queues a look at one record at its source, as if the source had told of it."
    })
  )

/** Single records. */
export const RecordsApi = HttpApiGroup.make("records")
  .add(sync)
  .addError(NotFound)
  .addError(ServiceUnavailable)
  .middleware(HttpApiKey)
  .annotateContext(OpenApi.annotations({ title: "Records", description: "Single records" }))
