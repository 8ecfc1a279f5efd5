import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { idsOf, startSimulator } from "./fixtures/SimulatorClient.ts"

describe("custom fields", () => {
  it.scoped("hide those taken away unless asked for, though their values are listed", () =>
    Effect.gen(function* () {
      const { page, truth } = yield* startSimulator()
      const shown = idsOf(yield* page("/people/v2/field_definitions"))
      const all = idsOf(yield* page("/people/v2/field_definitions?filter=include_deleted"))
      const gone = (yield* truth("CustomFieldDefinition")).filter(({ deleted_at }) => deleted_at !== null)
      assert.lengthOf(gone, 1)
      assert.deepStrictEqual(
        all.filter((id) => !shown.includes(id)),
        gone.map(({ id }) => String(id))
      )
      const left = yield* page(`/people/v2/field_data?where[field_definition_id]=${String(gone[0]?.["id"])}`)
      assert.isAbove(left.meta.total_count, 0)
    })
  )

  it.scoped("come along with people, naming the person and the field", () =>
    Effect.gen(function* () {
      const { page, truth } = yield* startSimulator()
      const people = yield* page("/people/v2/people?per_page=100&include=field_data")
      const facts = new Map((yield* truth("CustomFieldValue")).map((fact) => [fact["id"], fact]))
      const values = people.included ?? []
      assert.isAbove(values.length, 50)
      for (const { attributes, id, relationships } of values) {
        const fact = facts.get(id)
        assert.strictEqual(attributes["value"], fact?.["value"])
        assert.deepStrictEqual(relationships?.["customizable"]?.data, {
          type: "Person",
          id: String(fact?.["person_id"])
        })
        assert.deepStrictEqual(relationships?.["field_definition"]?.data, {
          type: "FieldDefinition",
          id: String(fact?.["field_definition_id"])
        })
      }
    })
  )

  it.scoped("tell when they changed since 2026-06-04", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const keys = (version: string) =>
        page("/people/v2/field_data?per_page=1", { "x-pco-api-version": version }).pipe(
          Effect.map(({ data }) => Object.keys(data[0]?.attributes ?? {}))
        )
      assert.includeMembers(yield* keys("2026-06-04"), ["created_at", "updated_at", "value"])
      assert.notInclude(yield* keys("2025-11-10"), "updated_at")
    })
  )

  it.scoped("are edited and deleted like other records", () =>
    Effect.gen(function* () {
      const { admin, page, truth } = yield* startSimulator()
      const [value] = yield* truth("CustomFieldValue")
      yield* admin("POST", "clock", { now: "2026-02-03T12:00:00.000Z" })
      yield* admin("PATCH", `records/CustomFieldValue/${String(value?.["id"])}`, { value: "changed" })
      const changed = yield* page("/people/v2/field_data?where[updated_at][gte]=2026-02-03T12:00:00Z")
      assert.deepStrictEqual(
        changed.data.map(({ attributes, id }) => [id, attributes["value"]]),
        [[value?.["id"], "changed"]]
      )
      const definition = String(value?.["field_definition_id"])
      yield* admin("DELETE", `records/CustomFieldDefinition/${definition}`)
      const left = yield* truth("CustomFieldValue")
      assert.isFalse(left.some(({ field_definition_id }) => field_definition_id === definition))
    })
  )
})

describe("people's other facts", () => {
  it.scoped("are named by a person only where they are included", () =>
    Effect.gen(function* () {
      const { page, truth } = yield* startSimulator()
      const names = ["inactive_reason", "marital_status", "name_prefix", "name_suffix"]
      const people = yield* page(`/people/v2/people?per_page=100&include=${names.join()}`)
      const facts = new Map((yield* truth("Person")).map((fact) => [fact["id"], fact]))
      for (const { id, relationships } of people.data) {
        for (const name of names) {
          const data = relationships?.[name]?.data
          const linked = data !== null && data !== undefined && "id" in data ? data.id : null
          assert.strictEqual(linked, facts.get(id)?.[`${name}_id`])
        }
      }
      const bare = yield* page("/people/v2/people?per_page=1")
      assert.deepStrictEqual(Object.keys(bare.data[0]?.relationships ?? {}), ["primary_campus"])
    })
  )

  it.scoped("go without leaving people pointing at them", () =>
    Effect.gen(function* () {
      const { admin, truth } = yield* startSimulator()
      const [status] = yield* truth("MaritalStatus")
      yield* admin("DELETE", `records/MaritalStatus/${String(status?.["id"])}`)
      const people = yield* truth("Person")
      assert.isFalse(people.some(({ marital_status_id }) => marital_status_id === status?.["id"]))
    })
  )

  it.scoped("leave a profile without its person unless he is included", () =>
    Effect.gen(function* () {
      const { page, truth } = yield* startSimulator()
      const [fact] = yield* truth("SocialProfile")
      const bare = yield* page("/people/v2/social_profiles?per_page=1")
      assert.isUndefined(bare.data[0]?.relationships)
      const whole = yield* page("/people/v2/social_profiles?per_page=1&include=person")
      assert.deepStrictEqual(whole.data[0]?.relationships?.["person"]?.data, {
        type: "Person",
        id: String(fact?.["person_id"])
      })
    })
  )
})

describe("tags and attendance", () => {
  it.scoped("are listed below their heading and their meeting only", () =>
    Effect.gen(function* () {
      const { api, page, truth } = yield* startSimulator()
      const below = function* (entity: string, parent: string, path: (id: string) => string) {
        const facts = yield* truth(entity)
        const [first] = facts
        const id = String(first?.[`${parent}_id`])
        const listed = yield* page(`${path(id)}?per_page=100`)
        assert.deepStrictEqual(
          idsOf(listed),
          facts.flatMap((fact) => (fact[`${parent}_id`] === id ? [String(fact["id"])] : [])).slice(0, 100)
        )
        assert.deepInclude(listed.data[0]?.relationships?.[parent]?.data, { id })
      }
      yield* below("Tag", "tag_group", (id) => `/groups/v2/tag_groups/${id}/tags`)
      yield* below("Attendance", "event", (id) => `/groups/v2/events/${id}/attendances`)
      for (const path of ["/groups/v2/tags", "/groups/v2/attendances"]) {
        assert.strictEqual((yield* api(path)).status, 404)
      }
    })
  )

  it.scoped("go with a group through its meetings, and come back with it", () =>
    Effect.gen(function* () {
      const { admin, truth } = yield* startSimulator()
      const before = yield* truth("Attendance")
      const events = yield* truth("Event")
      const group = String(events.find(({ id }) => id === before[0]?.["event_id"])?.["group_id"])
      const theirs = new Set(events.flatMap((event) => (event["group_id"] === group ? [event["id"]] : [])))
      yield* admin("DELETE", `records/Group/${group}`)
      const after = yield* truth("Attendance")
      assert.deepStrictEqual(
        after,
        before.filter(({ event_id }) => !theirs.has(event_id))
      )
      yield* admin("POST", `records/Group/${group}/restore`)
      assert.deepStrictEqual(yield* truth("Attendance"), before)
    })
  )
})
