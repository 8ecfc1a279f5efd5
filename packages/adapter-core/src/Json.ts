import { Predicate, Schema } from "effect"

/** Any value that `JSON.parse` can answer. */
export type JsonValue = null | boolean | number | string | ReadonlyArray<JsonValue> | JsonObject

/** A JSON object as it came off the wire: nothing about its fields has been checked yet. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** True for a JSON object, false for null, arrays and scalars; what lies inside is taken on trust from the JSON parser. */
export const isJsonObject = (value: unknown): value is JsonObject => Predicate.isRecord(value)

/** Accepts any JSON object unread, so that a record can be fingerprinted before it is decoded. */
export const JsonObjectSchema: Schema.Schema<JsonObject> = Schema.declare(isJsonObject, {
  identifier: "JsonObject"
})

/** The value that fields lead to, one below the other; undefined where the path ends early. */
const valueAt = (value: JsonValue | undefined, path: ReadonlyArray<string>): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>(
    (inner, field) => (isJsonObject(inner) ? inner[field] : undefined),
    value
  )

/** The id that fields lead to, as text: sources write some ids as numbers. Null where there is none. */
export const idAt = (value: JsonValue | undefined, path: ReadonlyArray<string>): string | null => {
  const id = valueAt(value, path)
  return typeof id === "string" || typeof id === "number" ? String(id) : null
}

/** The id that a record's to-one relationship names, in the form of JSON:API; null where it names none. */
export const relatedId = (record: JsonObject, relationship: string): string | null =>
  idAt(record, ["relationships", relationship, "data", "id"])
