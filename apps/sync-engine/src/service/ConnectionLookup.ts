import { NotFound, type ServiceUnavailable } from "@openfaith/sync-api"
import { Effect } from "effect"
import type { ForOrganization } from "../database/ForOrganization.ts"
import type { ConnectionRow, ConnectionStore } from "../stores/ConnectionStore.ts"
import { answeringFor } from "./Answering.ts"

/** The connections of an organisation, which exists by having at least one. */
export const connectionsOf =
  (organization: ForOrganization["Type"], connections: ConnectionStore["Type"]) =>
  (orgId: string): Effect.Effect<ReadonlyArray<ConnectionRow>, NotFound | ServiceUnavailable> =>
    answeringFor(organization)(orgId, connections.findByOrg(orgId)).pipe(
      Effect.filterOrFail(
        (rows) => rows.length > 0,
        () => new NotFound({ resource: "organization", id: orgId })
      )
    )
