import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, Option } from "effect"
import { OrganizationRoleConfig } from "../config/OrganizationRoleConfig.ts"

/**
 * Work for one organisation, held to it by PostgreSQL and not by each statement's own condition alone.
 *
 * @see docs/decisions/0022-row-level-security.md
 */
export class ForOrganization extends Context.Tag("@openfaith/sync-engine/ForOrganization")<
  ForOrganization,
  {
    /**
     * Runs an effect in a transaction that sees the rows of this organisation only, and can write no others: one
     * statement more than the transaction has anyway.
     */
    readonly transaction: <A, E, R>(
      orgId: string,
      effect: Effect.Effect<A, E, R>
    ) => Effect.Effect<A, E | SqlError, R>
  }
>() {
  static readonly layerConfig = Layer.effect(
    ForOrganization,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const role = yield* OrganizationRoleConfig
      // Both settings end with the transaction, however it ends.
      const bind = (orgId: string): Effect.Effect<unknown, SqlError> =>
        Option.isNone(role)
          ? Effect.void
          : sql`select set_config('role', ${role.value}, true), set_config('openfaith.org_id', ${orgId}, true)`
      return {
        transaction: (orgId, effect) => sql.withTransaction(Effect.zipRight(bind(orgId), effect))
      }
    })
  )
}
