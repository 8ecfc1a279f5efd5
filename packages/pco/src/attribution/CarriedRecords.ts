import type { FetchedRecord, JsonObject } from "@openfaith/adapter-core"
import { type Parent, parentsBy, withParent } from "../jsonapi/Parentage.ts"
import type { Product } from "../Product.ts"
import { entityOfType } from "../ResourceType.ts"
import { externalIdOf } from "../wire/ExternalId.ts"
import type { Rider } from "./Rider.ts"

/** What is needed to tell whose the records of `included` are. */
export interface Carriage {
  readonly product: Product
  /** The records of `data`, and their type. */
  readonly parents: ReadonlyArray<JsonObject>
  readonly parentType: string
  readonly riders: ReadonlyMap<string, Rider>
}

// Most children name their parent themselves, so the parents' lists are read only when one does not.
const parentFinder = ({ parentType, parents }: Carriage) => {
  const known = new Map<string, ReadonlyMap<string, Parent>>()
  return (include: string, child: string | null): Parent | undefined => {
    if (child === null) return undefined
    const children = known.get(include) ?? parentsBy(parents, parentType, include)
    known.set(include, children)
    return children.get(child)
  }
}

/**
 * The riders among `included`, each record once, the last copy of it, and those without an id behind them. Types that
 * ride with nobody are left out.
 */
export const carriedRecords = (
  included: ReadonlyArray<JsonObject>,
  carriage: Carriage
): ReadonlyArray<FetchedRecord> => {
  const findParent = parentFinder(carriage)
  const identified = new Map<string, FetchedRecord>()
  const nameless: Array<FetchedRecord> = []
  for (const record of included) {
    const entity = entityOfType(carriage.product, record["type"])
    const rider = entity === undefined ? undefined : carriage.riders.get(entity)
    if (entity === undefined || rider === undefined) continue
    const externalId = externalIdOf(record["id"])
    const { include, wayBack } = rider
    const raw = wayBack === null ? record : withParent(record, wayBack, () => findParent(include, externalId))
    if (externalId === null) nameless.push({ entity, externalId, raw })
    else identified.set(`${entity} ${externalId}`, { entity, externalId, raw })
  }
  return [...identified.values(), ...nameless]
}
