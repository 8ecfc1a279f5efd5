import { isJsonObject, type JsonObject, type JsonValue } from "@openfaith/adapter-core"

/** Where a listing goes on; numbers only, because a URL out of a body is never followed. */
export interface Pagination {
  readonly hasNext: boolean
  /** Rows to skip for the next page, or null when the document names a next page without saying where. */
  readonly nextOffset: number | null
}

/** A count that may be written as text; null for anything but a whole number from 0. */
export const countOf = (value: JsonValue | undefined): number | null => {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null
}

/** The member of that name when it is an object. */
export const objectIn = (parent: JsonObject, name: string): JsonObject | null => {
  const value = parent[name]
  return isJsonObject(value) ? value : null
}

/** A link is text or, by JSON:API 1.1, an object with `href`; null means there is none. */
const linkTo = (value: JsonValue | undefined): string | null => {
  const href = isJsonObject(value) ? value["href"] : value
  return typeof href === "string" && href !== "" ? href : null
}

const offsetIn = (link: string): number | null => countOf(/[?&]offset=(\d+)(?:&|#|$)/.exec(link)?.[1])

/**
 * Reads `meta.next.offset`, or else the offset within `links.next`. The last page carries neither.
 *
 * @see https://developer.planning.center/docs/#/overview/pagination
 */
export const paginationOf = (document: JsonObject): Pagination => {
  const meta = objectIn(document, "meta")
  const next = meta === null ? null : objectIn(meta, "next")
  const links = objectIn(document, "links")
  const link = links === null ? null : linkTo(links["next"])
  const nextOffset = countOf(next?.["offset"]) ?? (link === null ? null : offsetIn(link))
  return { hasNext: nextOffset !== null || link !== null, nextOffset }
}
