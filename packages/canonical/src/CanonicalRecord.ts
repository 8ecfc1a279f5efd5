import type { CanonicalRowOf } from "./CanonicalEntities.ts"
import type { CanonicalEntityName } from "./CanonicalEntityName.ts"
import type { EntityId } from "./EntityId.ts"

/**
 * What an adapter makes of one source record, ready to be written. The source's timestamps are UTC, ISO 8601 with
 * `Z`, or null when the source keeps none. Without a parameter it is the union of all entities' records, told apart
 * by `entity`.
 */
export type CanonicalRecord<E extends CanonicalEntityName = CanonicalEntityName> =
  E extends CanonicalEntityName
    ? {
        readonly entity: E
        readonly id: EntityId<E>
        readonly externalId: string
        readonly sourceCreatedAt: string | null
        readonly sourceUpdatedAt: string | null
        readonly fields: CanonicalRowOf<E>
      }
    : never
