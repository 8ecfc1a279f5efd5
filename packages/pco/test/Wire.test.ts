import { type AnyEntity, isJsonObject, type JsonObject, type JsonValue } from "@openfaith/adapter-core"
import { assert, describe, it } from "@effect/vitest"
import { Either, Schema } from "effect"
import { pcoEntityManifest } from "../src/index.ts"
import { goldenGroups } from "./fixtures/GoldenGroups.ts"
import { goldenPeople } from "./fixtures/GoldenPeople.ts"
import { goldenPeopleFacts } from "./fixtures/GoldenPeopleFacts.ts"

const goldens = [...goldenPeople, ...goldenPeopleFacts, ...goldenGroups]

const strangers: ReadonlyArray<JsonValue> = [
  null,
  "",
  " ",
  "x",
  "2024-02-30",
  "12",
  3,
  -0.5,
  true,
  [],
  {},
  [{}]
]

const entities: ReadonlyArray<AnyEntity> = Object.values(pcoEntityManifest.entities)

/** The paths of all values of a record. */
const pathsOf = (value: JsonValue): ReadonlyArray<ReadonlyArray<string>> =>
  isJsonObject(value)
    ? Object.entries(value).flatMap(([key, inner]) =>
        inner === undefined ? [] : [[key], ...pathsOf(inner).map((path) => [key, ...path])]
      )
    : []

/** The record with another value at a path; undefined takes what is there away. */
const changed = (value: JsonValue, path: ReadonlyArray<string>, to: JsonValue | undefined): JsonValue => {
  const [key, ...rest] = path
  if (key === undefined || !isJsonObject(value)) return value
  const { [key]: inner, ...others } = value
  const replaced = rest.length === 0 ? to : changed(inner ?? null, rest, to)
  return replaced === undefined ? others : ({ ...others, [key]: replaced } satisfies JsonObject)
}

describe("wire schemas", () => {
  for (const entity of entities)
    it(`read ${entity.name} at speed as they read it in detail`, () => {
      const samples = goldens.filter((golden) => golden.entity === entity.name).map(({ raw }) => raw)
      assert.isNotEmpty(samples)
      const inDetail = Schema.decodeUnknownEither(entity.wire)
      const cases = samples.flatMap((raw) =>
        pathsOf(raw).flatMap((path) => [undefined, ...strangers].map((to) => changed(raw, path, to)))
      )
      for (const raw of [...samples, ...cases]) {
        const read = entity.decode(raw)
        const detailed = inDetail(raw)
        assert.strictEqual(Either.isRight(read), Either.isRight(detailed))
        assert.deepStrictEqual(Either.getOrNull(read), Either.getOrNull(detailed))
      }
    })
})
