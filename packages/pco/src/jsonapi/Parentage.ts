import { isJsonObject, type JsonObject, type JsonValue } from "@openfaith/adapter-core"
import { externalIdOf } from "../wire/ExternalId.ts"
import { objectIn } from "./Pagination.ts"

/** A record a child points at. */
export interface Parent {
  readonly type: string
  readonly id: string
}

const linkageOf = (record: JsonObject, relationship: string): JsonValue | undefined =>
  objectIn(record, "relationships")?.[relationship]

/** Whether a record names the other end of a to-one relationship. */
const names = (record: JsonObject, relationship: string): boolean => {
  const linkage = linkageOf(record, relationship)
  return isJsonObject(linkage) && isJsonObject(linkage["data"])
}

/** The record with its way back to the parent; one that names a parent itself keeps it, and then `find` is not called. */
export const withParent = (
  record: JsonObject,
  relationship: string,
  find: () => Parent | undefined
): JsonObject => {
  if (names(record, relationship)) return record
  const parent = find()
  if (parent === undefined) return record
  const data: JsonObject = { type: parent.type, id: parent.id }
  return { ...record, relationships: { ...objectIn(record, "relationships"), [relationship]: { data } } }
}

/** The parents of children, by the children's ids, as told by the parents' to-many relationship. */
export const parentsBy = (
  parents: ReadonlyArray<JsonObject>,
  type: string,
  relationship: string
): ReadonlyMap<string, Parent> => {
  const found = new Map<string, Parent>()
  for (const parent of parents) {
    const linkage = linkageOf(parent, relationship)
    const id = externalIdOf(parent["id"])
    if (id === null || !isJsonObject(linkage) || !Array.isArray(linkage["data"])) continue
    for (const link of linkage["data"]) {
      const child = isJsonObject(link) ? externalIdOf(link["id"]) : null
      if (child !== null) found.set(child, { type, id })
    }
  }
  return found
}
