import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Graph, RequestPlan, type JsonObject } from "@openfaith/adapter-core"
import { adapterContract, type BrokenRecord } from "@openfaith/adapter-core/contract"
import {
  type AnyCanonicalEntity,
  canonicalEntities,
  canonicalEntityNames,
  type CanonicalRecord
} from "@openfaith/canonical"
import { Schema } from "effect"
import { documentedBudget } from "../src/http/Budget.ts"
import { pcoEntityManifest } from "../src/index.ts"
import { entityOfType } from "../src/ResourceType.ts"
import { goldenGroups } from "./fixtures/GoldenGroups.ts"
import { goldenPeople } from "./fixtures/GoldenPeople.ts"
import { goldenPeopleFacts } from "./fixtures/GoldenPeopleFacts.ts"
import { context, raw } from "./support/Golden.ts"

const golden = [...goldenPeople, ...goldenPeopleFacts, ...goldenGroups]

const ofPerson = (type: string, attributes: JsonObject): JsonObject =>
  raw(type, "1", attributes, { person: ["Person", "7"] })

const broken: ReadonlyArray<BrokenRecord> = [
  { entity: "Person", raw: null, path: "" },
  { entity: "Person", raw: { type: "Person", attributes: {} }, path: "id" },
  { entity: "Person", raw: raw("Person", "", {}), path: "id" },
  { entity: "Person", raw: { type: "Person", id: "1" }, path: "attributes" },
  { entity: "Person", raw: raw("Animal", "1", {}), path: "type" },
  {
    entity: "Person",
    raw: raw("Person", "1", { first_name: { unexpected: [42] } }),
    path: "attributes.first_name"
  },
  { entity: "Person", raw: raw("Person", "1", { child: "yes" }), path: "attributes.child" },
  { entity: "Person", raw: raw("Person", "1", { grade: 3_000_000_000 }), path: "attributes.grade" },
  { entity: "Person", raw: raw("Person", "1", { birthdate: "2021-02-30" }), path: "attributes.birthdate" },
  { entity: "Person", raw: raw("Person", "1", { birthdate: 20210228 }), path: "attributes.birthdate" },
  { entity: "Person", raw: raw("Person", "1", { updated_at: "yesterday" }), path: "attributes.updated_at" },
  { entity: "Email", raw: { type: "Email", id: "1", attributes: {} }, path: "relationships" },
  { entity: "Email", raw: raw("Email", "1", {}), path: "relationships.person" },
  { entity: "Email", raw: raw("Email", "1", {}, { person: null }), path: "relationships.person.data" },
  {
    entity: "Email",
    raw: ofPerson("Email", { created_at: "2021-02-30T25:61:00Z" }),
    path: "attributes.created_at"
  },
  { entity: "PhoneNumber", raw: ofPerson("PhoneNumber", { number: 5551234 }), path: "attributes.number" },
  { entity: "Address", raw: ofPerson("Address", { city: [] }), path: "attributes.city" },
  { entity: "Campus", raw: raw("Campus", "1", { latitude: "north" }), path: "attributes.latitude" },
  {
    entity: "HouseholdMembership",
    raw: ofPerson("HouseholdMembership", {}),
    path: "relationships.household"
  },
  { entity: "GroupMembership", raw: ofPerson("Membership", {}), path: "relationships.group" },
  {
    entity: "Group",
    raw: raw("Group", "1", { header_image: { original: 1 } }),
    path: "attributes.header_image.original"
  },
  { entity: "Event", raw: raw("Event", "1", {}), path: "relationships.group" },
  {
    entity: "CustomFieldDefinition",
    raw: raw("FieldDefinition", "1", { deleted_at: "2021-02-30T25:61:00Z" }),
    path: "attributes.deleted_at"
  },
  {
    entity: "CustomFieldValue",
    raw: raw("FieldDatum", "1", {}, { customizable: ["Person", "7"] }),
    path: "relationships.field_definition"
  },
  {
    entity: "CustomFieldValue",
    raw: raw("FieldDatum", "1", {}, { customizable: null, field_definition: ["FieldDefinition", "2"] }),
    path: "relationships.customizable.data"
  },
  { entity: "SocialProfile", raw: raw("SocialProfile", "1", {}), path: "relationships.person" },
  { entity: "MaritalStatus", raw: raw("MaritalStatus", "1", { value: 1 }), path: "attributes.value" },
  {
    entity: "PersonMerger",
    raw: raw("PersonMerger", "1", { person_to_keep_id: {} }),
    path: "attributes.person_to_keep_id"
  },
  { entity: "Tag", raw: raw("Tag", "1", {}), path: "relationships.tag_group" },
  { entity: "Attendance", raw: ofPerson("Attendance", {}), path: "relationships.event" }
]

adapterContract<CanonicalRecord>({
  adapter: { name: "pco", manifest: pcoEntityManifest, defaults: { budget: documentedBudget } },
  context,
  golden,
  broken
})

describe("pcoEntityManifest", () => {
  it("covers every canonical entity, and the record types they are known by", () => {
    assert.sameMembers(Object.keys(pcoEntityManifest.entities), [...canonicalEntityNames])
    for (const { entity, raw: record } of golden) {
      const found = [entityOfType("people", record["type"]), entityOfType("groups", record["type"])]
      assert.include(found, entity)
    }
  })

  it("points where the canonical tables point", () => {
    for (const name of canonicalEntityNames) {
      const wire = pcoEntityManifest.entities[name].references.map(({ entity, kind }) => `${kind} ${entity}`)
      const table = canonicalEntities[name].columns.flatMap(({ references }) =>
        references === undefined ? [] : [`${references.kind} ${references.entity}`]
      )
      assert.sameMembers(wire, table, name)
    }
  })

  it("makes rows that their tables can hold", () => {
    for (const { entity, row } of golden) {
      const { schema }: AnyCanonicalEntity = canonicalEntities[entity]
      assert.isTrue(Schema.is(schema)(row.fields), `${entity} ${row.externalId}`)
    }
  })

  it("lets children ride in a full pass, and visits parents where there is no other list", () => {
    const streams = RequestPlan.make(pcoEntityManifest, { mode: "full" }).waves.flat()
    assert.deepStrictEqual(
      Object.fromEntries(streams.map(({ endpoint, include, window }) => [endpoint, { include, window }])),
      {
        listCampuses: { include: [], window: "created_at" },
        listGroupTypes: { include: [], window: null },
        listMaritalStatuses: { include: [], window: null },
        listNamePrefixes: { include: [], window: null },
        listNameSuffixes: { include: [], window: null },
        listInactiveReasons: { include: [], window: null },
        listTabs: { include: [], window: null },
        listFieldDefinitions: { include: [], window: null },
        listPeople: {
          include: ["emails", "phone_numbers", "addresses", "field_data", "social_profiles"],
          window: "created_at"
        },
        listPersonMergers: { include: [], window: "created_at" },
        listTagGroups: { include: [], window: null },
        listTags: { include: [], window: null },
        listHouseholds: { include: [], window: "created_at" },
        listHouseholdMemberships: { include: [], window: null },
        listGroups: { include: [], window: null },
        listGroupMemberships: { include: [], window: null },
        listEvents: { include: [], window: "starts_at" }
      }
    )
    assert.deepInclude(
      streams.find(({ endpoint }) => endpoint === "listGroups"),
      { fixed: { "where[archive_status]": "include" } }
    )
  })

  it("reads attendance only when it is named, since it costs a request a meeting", () => {
    const [[stream] = []] = RequestPlan.make(pcoEntityManifest, {
      mode: "full",
      entities: ["Attendance"]
    }).waves
    assert.deepInclude(stream, { endpoint: "listAttendances", window: null })
  })

  it("never makes a row of a person who was not asked for whole", () => {
    const whole = pcoEntityManifest.entities.Person.references.map(({ property }) => property.split(".")[1])
    const makers = Object.values(pcoEntityManifest.endpoints).filter(({ entity }) => entity.name === "Person")
    assert.lengthOf(makers, 2)
    for (const { fixedInclude } of makers) assert.sameMembers([...fixedInclude, "primary_campus"], whole)
    for (const { carries } of Object.values(pcoEntityManifest.endpoints))
      assert.notInclude(Object.values(carries), "Person")
  })

  it("knows who falls with whom", () => {
    const graph = Graph.fromManifest(pcoEntityManifest)
    assert.sameMembers(
      [...Graph.descendants(graph, "Person")],
      [
        "Email",
        "PhoneNumber",
        "Address",
        "SocialProfile",
        "CustomFieldValue",
        "HouseholdMembership",
        "GroupMembership",
        "Attendance"
      ]
    )
    assert.isEmpty(graph.deferred)
  })

  it("asks only for filters, orders and includes, by name", () => {
    const { listAddresses, listPeople } = pcoEntityManifest.endpoints
    expectTypeOf<"created_at">().toExtend<(typeof listPeople.order)[number]>()
    expectTypeOf<"updated_at">().not.toExtend<(typeof listAddresses.where)[number]>()
    expectTypeOf<"songs">().not.toExtend<(typeof listPeople.include)[number]>()
  })
})
