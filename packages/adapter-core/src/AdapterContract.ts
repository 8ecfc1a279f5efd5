import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc, Schema } from "effect"
import type { Adapter } from "./Adapter.ts"
import type { AnyEntity, TransformContext } from "./Entity.ts"
import { Graph } from "./Graph.ts"
import { type JsonObject, type JsonValue, isJsonObject } from "./Json.ts"
import { RequestPlan, type RequestPlanOptions } from "./RequestPlan.ts"

/** A raw record as the source sends it, and the row it must become. */
export interface GoldenRecord<Row> {
  readonly entity: string
  readonly raw: JsonObject
  readonly row: Row
}

/** A raw record that must be refused, and where its fault lies. */
export interface BrokenRecord {
  readonly entity: string
  readonly raw: JsonValue
  readonly path: string
}

/** What an adapter brings to the contract: at least one golden record an entity, and broken ones of every kind met. */
export interface ContractFixtures<Row> {
  readonly adapter: Pick<Adapter<Row>, "name" | "manifest" | "defaults">
  readonly context: TransformContext
  readonly golden: ReadonlyArray<GoldenRecord<NoInfer<Row>>>
  readonly broken: ReadonlyArray<BrokenRecord>
}

const reversed = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(reversed)
  return isJsonObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, inner]) => [key, reversed(inner)])
      )
    : value
}

const withStranger = (raw: JsonObject): JsonObject => ({ ...raw, an_attribute_from_the_future: "new" })

/** The record with an undeclared property at its root and in every object directly below, where sources add theirs. */
const withStrangers = (raw: JsonObject): JsonObject =>
  withStranger(
    Object.fromEntries(
      Object.entries(raw).map(([key, value]) => [key, isJsonObject(value) ? withStranger(value) : value])
    )
  )

const manifestLaws = ({ adapter }: ContractFixtures<unknown>): void => {
  const { endpoints, entities } = adapter.manifest
  const graph = Graph.fromManifest(adapter.manifest)
  const wave = (entity: string) => graph.waves.findIndex((names) => names.includes(entity))

  it("documents every entity and endpoint, and asks for pages the source can serve", () => {
    for (const { docs, name } of [...Object.values(entities), ...Object.values(endpoints)])
      assert.match(docs, /^https:\/\//, name)
    for (const { kind, name, pageSize } of Object.values(endpoints)) {
      if (kind !== "get") assert.isTrue(pageSize >= 2 && pageSize <= 100, `${name}: ${pageSize}`)
    }
    assert.isAbove(adapter.defaults.budget.limit, 0)
    assert.isAbove(adapter.defaults.budget.periodSeconds, 0)
  })

  it("puts every entity in a wave after all that it cannot stand without", () => {
    assert.sameMembers(graph.waves.flat(), Object.keys(entities))
    for (const { from, kind, property, to } of graph.edges) {
      assert.property(entities, to, `${from}.${property}`)
      if (kind === "hard") assert.isBelow(wave(to), wave(from), `${from} before ${to}`)
    }
  })

  it("plans a full pass in which every entity is read exactly once, and what is on request only when named", () => {
    const read = (options: Pick<RequestPlanOptions, "entities">) =>
      RequestPlan.make(adapter.manifest, { mode: "full", ...options })
        .waves.flat()
        .flatMap(({ entity, riders }) => [entity, ...riders.map((rider) => rider.entity)])
    const all = Object.keys(entities)
    const onRequest = Object.values(endpoints).flatMap((list) => (list.onRequest ? [list.entity.name] : []))
    assert.sameMembers(read({ entities: all }), all)
    assert.sameMembers(
      read({}),
      all.filter((entity) => !onRequest.includes(entity))
    )
  })
}

const goldenLaws = <Row>(entity: AnyEntity<Row>, { context, golden }: ContractFixtures<Row>): void => {
  const records = golden.filter((record) => record.entity === entity.name)
  it("has a golden record", () => assert.isNotEmpty(records))

  it.each(records)("turns golden record $# into its row, again and again", ({ raw, row }) => {
    const read = () => Either.getOrThrowWith(entity.read(raw, context), (fault) => fault)
    assert.deepStrictEqual(read(), row)
    assert.deepStrictEqual(read(), read())
  })

  it.each(records)("decodes what it encodes of golden record $#", ({ raw }) => {
    const decoded = Either.getOrThrowWith(entity.decode(raw), (fault) => fault)
    const again = entity.decode(Schema.encodeUnknownSync(entity.wire)(decoded))
    assert.deepStrictEqual(
      Either.getOrThrowWith(again, (fault) => fault),
      decoded
    )
  })

  it.each(records)("takes the fingerprint of golden record $# from what it declares alone", ({ raw }) => {
    const fingerprint = entity.fingerprint(raw)
    assert.strictEqual(entity.fingerprint(withStrangers(raw)), fingerprint)
    const turned = reversed(raw)
    if (isJsonObject(turned)) assert.strictEqual(entity.fingerprint(turned), fingerprint)
  })
}

const faultLaws = <Row>({ adapter, broken, context }: ContractFixtures<Row>): void => {
  it.each(broken)("refuses broken record $# ($entity) at $path", ({ entity, path, raw }) => {
    const read = adapter.manifest.entities[entity]?.read(raw, context)
    assert.isDefined(read, entity)
    if (read !== undefined) assert.strictEqual(Either.isLeft(read) ? read.left.path : "no fault", path)
  })

  it("never throws, whatever a record looks like", () => {
    const entities = Object.values(adapter.manifest.entities)
    const mangled = fc.tuple(
      fc.constantFrom(...entities),
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.jsonValue()
    )
    fc.assert(
      fc.property(mangled, ([entity, attributes, id]) => {
        const raw: JsonObject = JSON.parse(JSON.stringify({ id, attributes }))
        entity.read(raw, context)
        entity.fingerprint(raw)
      })
    )
  })
}

/** Registers, in the calling test file, the laws that every adapter keeps; the fixtures say what its records mean. */
export const adapterContract = <Row>(fixtures: ContractFixtures<Row>): void => {
  describe(`${fixtures.adapter.name} keeps the adapter contract`, () => {
    manifestLaws(fixtures)
    faultLaws(fixtures)
    for (const entity of Object.values(fixtures.adapter.manifest.entities)) {
      describe(entity.name, () => goldenLaws(entity, fixtures))
    }
  })
}
