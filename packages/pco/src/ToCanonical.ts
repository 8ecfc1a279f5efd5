import type { TransformContext } from "@openfaith/adapter-core"
import { type CanonicalEntityName, type CanonicalRowOf, entityId, type EntityId } from "@openfaith/canonical"
import { Either } from "effect"

/** The canonical record of one entity; a member of `CanonicalRecord` for every concrete name. */
export interface RecordOf<E extends CanonicalEntityName> {
  readonly entity: E
  readonly id: EntityId<E>
  readonly externalId: string
  readonly sourceCreatedAt: string | null
  readonly sourceUpdatedAt: string | null
  readonly fields: CanonicalRowOf<E>
}

/** When the source made and last changed a record, in UTC; many records of Groups carry neither. */
export interface SourceTimes {
  readonly created_at?: string | null | undefined
  readonly updated_at?: string | null | undefined
}

/** The canonical id of a record by its id in Planning Center. */
export const idOf = <E extends CanonicalEntityName>(
  context: TransformContext,
  entity: E,
  externalId: string
) => entityId({ orgId: context.orgId, adapter: context.adapter, entity, externalId })

/** The canonical id of a record that may not be named at all. */
export const idOrNull = <E extends CanonicalEntityName>(
  context: TransformContext,
  entity: E,
  externalId: string | null
) => (externalId === null ? null : idOf(context, entity, externalId))

/**
 * Puts a canonical record together. It cannot fail: whatever could be wrong with a record is found while it is decoded,
 * where the fault knows its path.
 */
export const toCanonical = <E extends CanonicalEntityName>(
  context: TransformContext,
  entity: E,
  externalId: string,
  times: SourceTimes,
  fields: CanonicalRowOf<E>
): Either.Either<RecordOf<E>> =>
  Either.right({
    entity,
    id: idOf(context, entity, externalId),
    externalId,
    sourceCreatedAt: times.created_at ?? null,
    sourceUpdatedAt: times.updated_at ?? null,
    fields
  })
