import type { SqlError } from "@effect/sql/SqlError"
import { NotFound, type ServiceUnavailable } from "@openfaith/sync-api"
import { Effect } from "effect"
import type { ForOrganization } from "../database/ForOrganization.ts"
import type { ConnectionRow, ConnectionStore } from "../stores/ConnectionStore.ts"
import { answeringFor } from "./Answering.ts"

/** The connection to this adapter among those of an organisation. */
export const connectionTo =
  (adapter: string) =>
  (connections: ReadonlyArray<ConnectionRow>): Effect.Effect<ConnectionRow, NotFound> =>
    Effect.mapError(
      Effect.fromNullable(connections.find((row) => row.adapter === adapter)),
      () => new NotFound({ resource: "connection", id: adapter })
    )

/**
 * Work for an organisation, in one transaction that sees nothing of others; it is given the organisation's connections. An
 * organisation exists by having at least one.
 */
export const inOrganization =
  (organization: ForOrganization["Type"], connections: ConnectionStore["Type"]) =>
  <A, E, R>(
    orgId: string,
    work: (connections: ReadonlyArray<ConnectionRow>) => Effect.Effect<A, E | SqlError, R>
  ): Effect.Effect<A, Exclude<E, SqlError> | NotFound | ServiceUnavailable, R> =>
    answeringFor(organization)(
      orgId,
      connections.findByOrg(orgId).pipe(
        Effect.filterOrFail(
          (rows) => rows.length > 0,
          () => new NotFound({ resource: "organization", id: orgId })
        ),
        Effect.flatMap(work)
      )
    )
