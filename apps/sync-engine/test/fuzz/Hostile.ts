import { isJsonObject, type JsonValue } from "@openfaith/adapter-core"
import { FastCheck as fc } from "effect"

// Stands for a value that is nested deeper than the stack goes, and so cannot be written by `JSON.stringify`.
const abyss = "a place for the abyss"
const depth = 20_000

/** JSON that nobody expects. */
export const hostileJson: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<JsonValue>,
  fc.constantFrom<Array<JsonValue>>(
    null,
    "",
    " ",
    "\u0000",
    "a\u0000b",
    "\ud800",
    "0",
    "-1",
    "999999999999999999999",
    "1e309",
    "2021-02-30T25:61:00Z",
    "0000-00-00",
    "+275760-09-13T00:00:00.001Z",
    "__proto__",
    "constructor",
    "' or 1=1 --",
    "../../etc/passwd",
    -1,
    1.5,
    2 ** 53,
    1e308,
    [],
    {},
    [[]],
    JSON.parse('{"__proto__":{"id":"1"},"constructor":1,"toString":null}'),
    "x".repeat(70_000),
    abyss
  )
)

/** What happens to one place of a document. */
export interface Mutation {
  readonly at: number
  readonly how: "replace" | "remove" | "double" | "rename"
  readonly value: JsonValue
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom("replace", "replace", "remove", "double", "rename"),
  value: hostileJson
})

/** Some mutations, mostly few. */
export const mutations = fc.array(mutation, { minLength: 1, maxLength: 6 })

type Place = {
  readonly parent: { [key: string]: JsonValue } | Array<JsonValue>
  readonly key: string | number
}

const placesIn = (value: JsonValue, places: Array<Place> = []): Array<Place> => {
  if (Array.isArray(value)) {
    for (const key of value.keys()) {
      places.push({ parent: value, key })
      placesIn(value[key] ?? null, places)
    }
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      places.push({ parent: value as { [key: string]: JsonValue }, key })
      placesIn(value[key] ?? null, places)
    }
  }
  return places
}

const apply = ({ key, parent }: Place, { how, value: given }: Mutation): void => {
  // Later mutations may change what this one brings.
  const value = structuredClone(given)
  if (Array.isArray(parent)) {
    const index = Number(key)
    if (how === "remove") parent.splice(index, 1)
    else if (how === "double") parent.splice(index, 0, parent[index] ?? null)
    else parent[index] = value
    return
  }
  const before = parent[key] ?? null
  if (how === "replace") parent[key] = value
  else delete parent[key]
  if (how === "rename") parent[`${key}s`] = before
  if (how === "double") parent[key] = [before, before]
}

/** The document with these mutations. */
export const mutated = (document: JsonValue, changes: ReadonlyArray<Mutation>): JsonValue => {
  const copy = structuredClone(document)
  for (const change of changes) {
    const places = placesIn(copy)
    const place = places[change.at % Math.max(1, places.length)]
    if (place !== undefined) apply(place, change)
  }
  return copy
}

/** The value as JSON text. */
export const written = (value: JsonValue): string =>
  JSON.stringify(value).replaceAll(JSON.stringify(abyss), "[".repeat(depth) + "]".repeat(depth))

/** What happens to text on its way: it may end early, or hold bytes that nobody sent. */
export const tears = fc.option(fc.record({ at: fc.nat(), insert: fc.string(), cut: fc.boolean() }))

/** The text with this tear. */
export const torn = (text: string, tear: { at: number; insert: string; cut: boolean } | null): string => {
  if (tear === null) return text
  const at = tear.at % (text.length + 1)
  return `${text.slice(0, at)}${tear.insert}${tear.cut ? "" : text.slice(at)}`
}
