import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "@effect/platform"
import { Schema } from "effect"
import { Conflict, NotFound, ServiceUnavailable } from "../ApiErrors.ts"
import { HttpApiKey } from "../ApiKey.ts"
import { EntityName, OrgId } from "../Identifiers.ts"
import { ExternalId, RecordAccepted } from "../RecordSync.ts"

const sync = HttpApiEndpoint.post("sync", "/v1/orgs/:orgId/records/:entity/:externalId/sync")
  .setPath(Schema.Struct({ orgId: OrgId, entity: EntityName, externalId: ExternalId }))
  .addSuccess(
    // The platform's own option for a status drops the name of the schema, so that the document would repeat it.
    RecordAccepted.annotations(
      HttpApiSchema.annotations({ status: 202, identifier: "RecordAccepted", description: "Accepted" })
    )
  )
  .addError(Conflict)
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
