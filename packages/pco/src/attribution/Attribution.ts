import type {
  AnyEndpoint,
  AnyManifest,
  FetchedRecord,
  JsonObject,
  PageRequest
} from "@openfaith/adapter-core"
import type { Document } from "../jsonapi/Document.ts"
import { withParent } from "../jsonapi/Parentage.ts"
import { productOf } from "../Product.ts"
import { externalIdOf } from "../wire/ExternalId.ts"
import { carriedRecords } from "./CarriedRecords.ts"
import { pathParent } from "./PathParent.ts"
import { ridersOf } from "./Rider.ts"

/** The records of a document under their entities' names. */
export interface Attributed {
  readonly primary: ReadonlyArray<FetchedRecord>
  readonly carried: ReadonlyArray<FetchedRecord>
}

/**
 * Tells which entity each record of an answer is. A copy of a record of `data` in `included`, which may carry fewer
 * relationships, is passed over; so is whatever the request did not mean to bring.
 */
export const attribute = (
  manifest: AnyManifest,
  endpoint: AnyEndpoint,
  request: Pick<PageRequest, "include" | "params">,
  document: Document
): Attributed => {
  const entity = endpoint.entity.name
  const above = pathParent(manifest, endpoint, request.params)
  const complete = (raw: JsonObject) =>
    above === null ? raw : withParent(raw, above.relationship, () => above.parent)
  const riders = ridersOf(manifest, endpoint, request.include)
  return {
    primary: document.data.map((raw) => ({
      entity,
      externalId: externalIdOf(raw["id"]),
      raw: complete(raw)
    })),
    carried:
      riders.size === 0
        ? []
        : carriedRecords(document.included, {
            product: productOf(endpoint.path),
            parents: document.data,
            parentType: entity,
            riders
          })
  }
}
