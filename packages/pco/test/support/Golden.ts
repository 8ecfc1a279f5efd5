import type { JsonObject, TransformContext } from "@openfaith/adapter-core"
import {
  type CanonicalEntityName,
  type CanonicalRecord,
  type CanonicalRowOf,
  entityId
} from "@openfaith/canonical"
import type { RecordOf } from "../../src/ToCanonical.ts"

/** Whose records the golden ones are. */
export const context: TransformContext = {
  orgId: "org_1",
  adapter: "pco",
  timeZone: "America/New_York",
  country: "US"
}

/** The canonical id of a record. */
export const id = <E extends CanonicalEntityName>(entity: E, externalId: string) =>
  entityId({ orgId: context.orgId, adapter: context.adapter, entity, externalId })

/** A raw record and what it must become. */
export interface Golden {
  readonly entity: CanonicalEntityName
  readonly raw: JsonObject
  readonly row: CanonicalRecord
}

/** The canonical record a raw one must become. */
export const row = <E extends CanonicalEntityName>(
  entity: E,
  externalId: string,
  [sourceCreatedAt, sourceUpdatedAt]: readonly [string | null, string | null],
  fields: CanonicalRowOf<E>
): RecordOf<E> => ({
  entity,
  id: id(entity, externalId),
  externalId,
  sourceCreatedAt,
  sourceUpdatedAt,
  fields
})

/** A raw record in the form the API sends. */
export const raw = (
  type: string,
  externalId: string,
  attributes: JsonObject,
  relationships: Readonly<Record<string, readonly [string, string] | null>> = {}
): JsonObject => ({
  type,
  id: externalId,
  attributes,
  relationships: Object.fromEntries(
    Object.entries(relationships).map(([name, link]) => [
      name,
      { data: link === null ? null : { type: link[0], id: link[1] } }
    ])
  ),
  links: { self: `https://api.planningcenteronline.com/${externalId}` }
})
