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
