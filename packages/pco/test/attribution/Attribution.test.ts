import { assert, describe, it } from "@effect/vitest"
import type { AnyEndpoint, JsonObject } from "@openfaith/adapter-core"
import { Either, FastCheck as fc } from "effect"
import { attribute } from "../../src/attribution/Attribution.ts"
import {
  getHouseholdMembership,
  getPerson,
  listEvents,
  listGroupMemberships,
  listHouseholdMemberships,
  listPeople,
  pcoEntityManifest
} from "../../src/index.ts"
import { documentOf } from "../../src/jsonapi/Document.ts"
import { fixture } from "../support/Fixture.ts"

const attributed = (
  endpoint: AnyEndpoint,
  body: JsonObject,
  request: {
    readonly include?: ReadonlyArray<string>
    readonly params?: Readonly<Record<string, string>>
  } = {}
) => {
  const document = Either.getOrThrow(documentOf(endpoint.kind === "get" ? "record" : "collection", body))
  return attribute(
    pcoEntityManifest,
    endpoint,
    { include: request.include ?? [], params: request.params ?? {} },
    document
  )
}

const person = (id: string, emails: ReadonlyArray<string> = []): JsonObject => ({
  type: "Person",
  id,
  attributes: { name: `Person ${id}` },
  relationships: {
    emails: { links: { related: null }, data: emails.map((email) => ({ type: "Email", id: email })) }
  }
})

const email = (id: string | null, relationships?: JsonObject): JsonObject => ({
  type: "Email",
  ...(id === null ? {} : { id }),
  attributes: { address: "a@example.org" },
  ...(relationships === undefined ? {} : { relationships })
})

const parentOf = (raw: JsonObject | undefined, relationship: string) =>
  JSON.parse(JSON.stringify(raw?.["relationships"] ?? {}))[relationship]?.data

describe("attribute", () => {
  it("tells the riders of a recorded answer from what came by chance", () => {
    const { carried, primary } = attributed(getPerson, fixture("people/get-with-emails.json"), {
      include: ["emails", "organization"]
    })
    assert.deepStrictEqual(
      primary.map(({ entity, externalId }) => [entity, externalId]),
      [["Person", "45029164"]]
    )
    assert.deepStrictEqual(
      carried.map(({ entity, externalId }) => [entity, externalId]),
      [["Email", "29871166"]]
    )
  })

  it("gives a child without a parent the one whose list names it", () => {
    const { carried } = attributed(
      listPeople,
      {
        data: [person("1", ["10"]), person("2", ["20", "21"])],
        included: [
          email("20"),
          email("21", { person: { data: null } }),
          email("10", { person: { data: { type: "Person", id: "9" } } })
        ]
      },
      { include: ["emails"] }
    )
    assert.deepStrictEqual(
      carried.map(({ raw }) => parentOf(raw, "person").id),
      ["2", "2", "9"]
    )
  })

  it("leaves a child that nobody names without a parent", () => {
    const { carried } = attributed(
      listPeople,
      { data: [person("1")], included: [email("20")] },
      { include: ["emails"] }
    )
    assert.isUndefined(parentOf(carried[0]?.raw, "person"))
  })

  it("takes the parent from the path of a listing, and of a single record", () => {
    const membership: JsonObject = {
      type: "HouseholdMembership",
      id: "5",
      relationships: { person: { data: { type: "Person", id: "1" } } }
    }
    const params = { household_id: "77", id: "5" }
    const listed = attributed(listHouseholdMemberships, { data: [membership] }, { params }).primary[0]?.raw
    const read = attributed(getHouseholdMembership, { data: membership }, { params }).primary[0]?.raw
    for (const raw of [listed, read]) {
      assert.deepStrictEqual(parentOf(raw, "household"), { type: "Household", id: "77" })
      assert.deepStrictEqual(parentOf(raw, "person"), { type: "Person", id: "1" })
    }
  })

  it("believes a record that names its parent itself", () => {
    const membership: JsonObject = {
      type: "Membership",
      id: "5",
      relationships: { group: { data: { type: "Group", id: "3" } } }
    }
    const { primary } = attributed(
      listGroupMemberships,
      { data: [membership] },
      { params: { group_id: "77" } }
    )
    assert.strictEqual(primary[0]?.raw, membership)
  })

  it("takes data before a poorer copy in included, and the last of several copies", () => {
    const { carried, primary } = attributed(
      listPeople,
      {
        data: [person("1", ["10"])],
        included: [
          { type: "Person", id: "1" },
          email("10"),
          email("10", { person: { data: { type: "Person", id: "1" } } })
        ]
      },
      { include: ["emails"] }
    )
    assert.deepStrictEqual(
      primary.map(({ raw }) => raw),
      [person("1", ["10"])]
    )
    assert.lengthOf(carried, 1)
    assert.deepStrictEqual(parentOf(carried[0]?.raw, "person"), { type: "Person", id: "1" })
  })

  it("hands records without an id on, one by one", () => {
    const { carried, primary } = attributed(
      listPeople,
      {
        data: [{ type: "Person" }, { type: "Person", id: "" }, { type: "Person", id: {} }],
        included: [email(null), email(null)]
      },
      { include: ["emails"] }
    )
    assert.deepStrictEqual(
      primary.map(({ externalId }) => externalId),
      [null, null, null]
    )
    assert.deepStrictEqual(
      carried.map(({ externalId }) => externalId),
      [null, null]
    )
  })

  it("reads ids written as numbers", () => {
    const { carried, primary } = attributed(
      listPeople,
      {
        data: [{ type: "Person", id: 1, relationships: { emails: { data: [{ type: "Email", id: 10 }] } } }],
        included: [{ type: "Email", id: 10 }]
      },
      { include: ["emails"] }
    )
    assert.strictEqual(primary[0]?.externalId, "1")
    assert.strictEqual(carried[0]?.externalId, "10")
    assert.deepStrictEqual(parentOf(carried[0]?.raw, "person"), { type: "Person", id: "1" })
  })

  it("leaves out types that ride with nobody, of another product or of an include not asked for", () => {
    const included = [
      { type: "constructor", id: "1" },
      { type: "Membership", id: "1" },
      { type: "Household", id: "1" },
      { id: "1" },
      email("10")
    ]
    assert.isEmpty(attributed(listPeople, { data: [], included }, { include: ["addresses"] }).carried)
    assert.isEmpty(attributed(listEvents, { data: [], included }, { include: ["group"] }).carried)
  })

  it("never throws, and keeps every row", () => {
    const link = fc.record({ data: fc.oneof(fc.jsonValue(), fc.array(fc.record({ id: fc.jsonValue() }))) })
    const record = fc.record(
      {
        type: fc.oneof(fc.constantFrom("Person", "Email", "Address", "__proto__"), fc.jsonValue()),
        id: fc.oneof(fc.string(), fc.integer(), fc.jsonValue()),
        relationships: fc.oneof(
          fc.jsonValue(),
          fc.record({ person: link, emails: link }, { requiredKeys: [] })
        )
      },
      { requiredKeys: [] }
    )
    const rows = fc.array(fc.oneof(record, fc.jsonValue()))
    fc.assert(
      fc.property(rows, rows, (data, included) => {
        const body: JsonObject = JSON.parse(JSON.stringify({ data, included }))
        return (
          attributed(listPeople, body, { include: ["emails", "addresses"] }).primary.length === data.length
        )
      })
    )
  })
})
