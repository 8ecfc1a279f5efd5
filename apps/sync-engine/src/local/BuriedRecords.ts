import { SqlClient } from "@effect/sql"
import { canonicalEntities } from "@openfaith/canonical"
import { Effect } from "effect"
import { type Mortal, mortal } from "./Church.ts"

/** A row that is marked as deleted, by the name of its record at the source. */
export interface BuriedRecord {
  readonly entity: Mortal
  readonly externalId: string
}

const statement = mortal
  .map(
    (entity) =>
      `select '${entity}' as entity, external_id as "externalId" from canonical.${canonicalEntities[entity].table}
       where org_id = $1 and deleted_at is not null`
  )
  .join(" union all ")

/** The rows of an organisation that are marked as deleted. */
export const buriedRecords = (orgId: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql.withoutTransforms().unsafe<BuriedRecord>(statement, [orgId])
  )
