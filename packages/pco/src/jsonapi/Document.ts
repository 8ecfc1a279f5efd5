import { isJsonObject, type JsonObject, type JsonValue, MalformedResponse } from "@openfaith/adapter-core"
import { Either } from "effect"
import { countOf, objectIn, type Pagination, paginationOf } from "./Pagination.ts"

/** A JSON:API document taken apart; its records are as sent, one of them unread. */
export interface Document extends Pagination {
  readonly data: ReadonlyArray<JsonObject>
  readonly included: ReadonlyArray<JsonObject>
  readonly totalCount: number | null
  readonly queryable: ReadonlyArray<string> | null
  readonly orderable: ReadonlyArray<string> | null
}

/** What a document is expected to hold: a collection or a single record. */
export type DocumentKind = "collection" | "record"

const isText = (value: JsonValue): value is string => typeof value === "string"

const names = (value: JsonValue | undefined): ReadonlyArray<string> | null =>
  Array.isArray(value) ? value.filter(isText) : null

// A row that is no object still is a row: it counts for the offset, and is set aside as a record without id.
const record = (value: JsonValue): JsonObject => (isJsonObject(value) ? value : { value })

const dataOf = (kind: DocumentKind, data: JsonValue | undefined): ReadonlyArray<JsonObject> | null => {
  if (kind === "collection") return Array.isArray(data) ? data.map(record) : null
  return isJsonObject(data) ? [data] : null
}

const misshapen = (detail: string) => Either.left(new MalformedResponse({ reason: "shape", detail }))

/**
 * Takes a parsed body apart without looking into its records. Only `data` has to be there; whatever else is absent or of
 * another type than documented is treated as not said.
 *
 * @see https://jsonapi.org/format/#document-top-level
 */
export const documentOf = (
  kind: DocumentKind,
  body: JsonValue
): Either.Either<Document, MalformedResponse> => {
  if (!isJsonObject(body)) return misshapen("the body is no object")
  const data = dataOf(kind, body["data"])
  if (data === null) return misshapen(kind === "collection" ? "`data` is no list" : "`data` is no record")
  const included = body["included"]
  const meta = objectIn(body, "meta")
  const { hasNext, nextOffset } = paginationOf(body)
  return Either.right({
    hasNext,
    nextOffset,
    data,
    included: Array.isArray(included) ? included.filter(isJsonObject) : [],
    totalCount: countOf(meta?.["total_count"]),
    queryable: names(meta?.["can_query_by"]),
    orderable: names(meta?.["can_order_by"])
  })
}
