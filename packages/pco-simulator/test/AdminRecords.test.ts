import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { idsOf, startSimulator } from "./fixtures/SimulatorClient.ts"

const Facts = Schema.Record({ key: Schema.String, value: Schema.Unknown })
const Counts = Schema.Record({ key: Schema.String, value: Schema.Number })
const noon = "2026-02-03T12:00:00.000Z"

describe("editing", () => {
  it.scoped("shows at once and moves updated_at to the simulator's clock", () =>
    Effect.gen(function* () {
      const { admin, adminJson, one, page } = yield* startSimulator()
      const [id = ""] = idsOf(yield* page("/people/v2/people?per_page=1&offset=40"))
      yield* admin("POST", "clock", { now: noon })
      yield* page("/people/v2/people?include=emails")
      yield* admin("PATCH", `records/Person/${id}`, { first_name: "Zed", status: "inactive" })
      const { data } = yield* one(`/people/v2/people/${id}`)
      assert.strictEqual(data.attributes["first_name"], "Zed")
      assert.match(String(data.attributes["name"]), /^Zed /)
      assert.strictEqual(data.attributes["updated_at"], "2026-02-03T12:00:00Z")
      assert.strictEqual(data.attributes["inactivated_at"], "2026-02-03T12:00:00Z")
      const changed = yield* page("/people/v2/people?where[updated_at][gte]=2026-02-03T12:00:00Z")
      assert.deepStrictEqual(idsOf(changed), [id])
      yield* admin("POST", "clock", { advanceSeconds: 90 })
      yield* admin("PATCH", `records/Person/${id}?touch=false`, { nickname: "Z" })
      const facts = yield* adminJson(Facts, "GET", `records/Person/${id}`)
      assert.strictEqual(facts["nickname"], "Z")
      assert.strictEqual(facts["updated_at"], "2026-02-03T12:00:00Z")
      yield* admin("PATCH", `people/${id}`, {})
      const touched = yield* adminJson(Facts, "GET", `records/Person/${id}`)
      assert.strictEqual(touched["updated_at"], "2026-02-03T12:01:30Z")
    })
  )

  it.scoped("demotes the old primary e-mail without moving its updated_at", () =>
    Effect.gen(function* () {
      const { adminJson, page, truth } = yield* startSimulator()
      const [old] = (yield* truth("Email")).filter(({ primary }) => primary === true)
      const made = yield* adminJson(Facts, "POST", "records/Email", {
        person_id: old?.["person_id"],
        address: "new@example.org",
        primary: true
      })
      const emails = yield* page(`/people/v2/people/${String(old?.["person_id"])}/emails`)
      const before = emails.data.find(({ id }) => id === old?.["id"])
      assert.strictEqual(before?.attributes["primary"], false)
      assert.strictEqual(before?.attributes["updated_at"], old?.["updated_at"])
      assert.strictEqual(emails.data.find(({ id }) => id === made["id"])?.attributes["primary"], true)
    })
  )

  it.scoped("refuses what cannot be: unknown fields, derived ones, parents that are not there", () =>
    Effect.gen(function* () {
      const { admin, page } = yield* startSimulator()
      const [id = ""] = idsOf(yield* page("/people/v2/people?per_page=1"))
      const status = (method: string, path: string, body: unknown) =>
        admin(method, path, body).pipe(Effect.map((answer) => answer.status))
      assert.strictEqual(yield* status("PATCH", `records/Person/${id}`, { shoe_size: 44 }), 422)
      assert.strictEqual(yield* status("PATCH", `records/Person/${id}`, { name: "X" }), 422)
      assert.strictEqual(yield* status("PATCH", "records/Person/1", { first_name: "X" }), 404)
      assert.strictEqual(yield* status("POST", "records/Email", { address: "x@example.org" }), 422)
      assert.strictEqual(yield* status("POST", "records/Email", { person_id: "1" }), 422)
      assert.strictEqual(yield* status("POST", "records/Shoe", {}), 404)
    })
  )
})

describe("deleting", () => {
  it.scoped("takes along what cannot be without a person, and restoring brings it back", () =>
    Effect.gen(function* () {
      const { admin, adminJson, page, truth } = yield* startSimulator()
      const before = yield* adminJson(Counts, "GET", "counts")
      const [membership] = yield* truth("GroupMembership")
      const id = String(membership?.["person_id"])
      yield* admin("DELETE", `records/Person/${id}`)
      const after = yield* adminJson(Counts, "GET", "counts")
      assert.strictEqual(after["Person"], (before["Person"] ?? 0) - 1)
      for (const entity of [
        "Email",
        "PhoneNumber",
        "Address",
        "SocialProfile",
        "CustomFieldValue",
        "HouseholdMembership",
        "GroupMembership",
        "Attendance"
      ]) {
        const left = yield* truth(entity)
        assert.isFalse(
          left.some(({ person_id }) => person_id === id),
          entity
        )
        assert.strictEqual(left.length, after[entity])
      }
      const group = String(membership?.["group_id"])
      const members = yield* page(`/groups/v2/groups/${group}/memberships`)
      assert.isFalse(members.data.some((row) => row.id === membership?.["id"]))
      assert.strictEqual((yield* admin("POST", `people/${id}/restore`)).status, 200)
      assert.deepStrictEqual(yield* adminJson(Counts, "GET", "counts"), before)
      assert.strictEqual((yield* admin("POST", `people/${id}/restore`)).status, 409)
    })
  )

  it.scoped("a campus leaves its people without one, a group takes its members and events along", () =>
    Effect.gen(function* () {
      const { admin, truth } = yield* startSimulator()
      const [campus] = yield* truth("Campus")
      yield* admin("DELETE", `records/Campus/${String(campus?.["id"])}`)
      const people = yield* truth("Person")
      assert.isFalse(people.some(({ primary_campus_id }) => primary_campus_id === campus?.["id"]))
      const [event] = yield* truth("Event")
      yield* admin("DELETE", `records/Group/${String(event?.["group_id"])}`)
      for (const entity of ["Event", "GroupMembership"]) {
        assert.isFalse((yield* truth(entity)).some(({ group_id }) => group_id === event?.["group_id"]))
      }
    })
  )
})

describe("creating", () => {
  it.scoped("appends records with new ids, several in one second", () =>
    Effect.gen(function* () {
      const { admin, adminJson, page } = yield* startSimulator()
      yield* admin("POST", "clock", { now: noon })
      const made = yield* adminJson(Schema.Array(Facts), "POST", "records/Person", [
        { first_name: "Ada" },
        { first_name: "Bob" }
      ])
      const found = yield* page("/people/v2/people?where[created_at][gte]=2026-02-03T12:00:00Z")
      assert.deepStrictEqual(
        idsOf(found),
        made.map(({ id }) => String(id))
      )
      const [ada, bob] = made
      const household = yield* adminJson(Facts, "POST", "records/Household", {
        primary_contact_id: ada?.["id"]
      })
      const member = (person: unknown) =>
        admin("POST", "records/HouseholdMembership", { household_id: household["id"], person_id: person })
      assert.strictEqual((yield* member(ada?.["id"])).status, 201)
      assert.strictEqual((yield* member(bob?.["id"])).status, 201)
      assert.strictEqual((yield* member(bob?.["id"])).status, 422)
      const [row] = (yield* page(`/people/v2/people/${String(bob?.["id"])}/households`)).data
      assert.strictEqual(row?.attributes["member_count"], 2)
      assert.strictEqual(row?.attributes["primary_contact_name"], "Ada Person")
    })
  )
})

describe("merging", () => {
  const twoPeople = Effect.gen(function* () {
    const simulator = yield* startSimulator()
    const emails = yield* simulator.truth("Email")
    const owners = [...new Set(emails.map(({ person_id }) => String(person_id)))]
    return { ...simulator, loser: owners[3] ?? "", keeper: owners[90] ?? "" }
  })

  it.scoped("removes the loser, moves his children, and leaves a merger record", () =>
    Effect.gen(function* () {
      const { adminJson, admin, api, keeper, loser, page, truth } = yield* twoPeople
      const before = yield* adminJson(Counts, "GET", "counts")
      const theirs = (yield* truth("Email")).filter(
        ({ person_id }) => person_id === loser || person_id === keeper
      )
      assert.strictEqual((yield* admin("POST", `people/${loser}/merge-into/${keeper}`)).status, 200)
      assert.strictEqual((yield* api(`/people/v2/people/${loser}`)).status, 404)
      const emails = yield* page(`/people/v2/people/${keeper}/emails`)
      assert.sameMembers(
        [...idsOf(emails)],
        theirs.map(({ id }) => String(id))
      )
      assert.strictEqual(emails.data.filter(({ attributes }) => attributes["primary"] === true).length, 1)
      const [merger] = (yield* page(`/people/v2/person_mergers?where[person_to_remove_id]=${loser}`)).data
      assert.strictEqual(merger?.attributes["person_to_keep_id"], Number(keeper))
      const after = yield* adminJson(Counts, "GET", "counts")
      assert.strictEqual(after["Person"], (before["Person"] ?? 0) - 1)
      assert.strictEqual(after["Email"], before["Email"])
    })
  )

  it.scoped("can let the children go, and a restored loser has them again", () =>
    Effect.gen(function* () {
      const { adminJson, admin, keeper, loser } = yield* twoPeople
      const before = yield* adminJson(Counts, "GET", "counts")
      yield* admin("POST", `people/${loser}/merge-into/${keeper}`, { children: "remove" })
      const after = yield* adminJson(Counts, "GET", "counts")
      assert.isBelow(after["Email"] ?? 0, before["Email"] ?? 0)
      yield* admin("POST", `people/${loser}/restore`)
      // The merger stays: it is history.
      const mergers = (before["PersonMerger"] ?? 0) + 1
      assert.deepStrictEqual(yield* adminJson(Counts, "GET", "counts"), { ...before, PersonMerger: mergers })
      assert.strictEqual((yield* admin("POST", `people/${loser}/merge-into/${loser}`)).status, 404)
    })
  )
})

describe("truth", () => {
  it.scoped("is what the API serves, for every entity", () =>
    Effect.gen(function* () {
      const { adminJson, page, truth } = yield* startSimulator({ people: 90 })
      const counts = yield* adminJson(Counts, "GET", "counts")
      assert.strictEqual(Object.keys(counts).length, 23)
      for (const [entity, path] of [
        ["Person", "/people/v2/people"],
        ["Email", "/people/v2/emails"],
        ["PhoneNumber", "/people/v2/phone_numbers"],
        ["Address", "/people/v2/addresses"],
        ["SocialProfile", "/people/v2/social_profiles"],
        ["CustomFieldValue", "/people/v2/field_data"],
        ["Campus", "/people/v2/campuses"],
        ["MaritalStatus", "/people/v2/marital_statuses"],
        ["NamePrefix", "/people/v2/name_prefixes"],
        ["NameSuffix", "/people/v2/name_suffixes"],
        ["InactiveReason", "/people/v2/inactive_reasons"],
        ["CustomFieldTab", "/people/v2/tabs"],
        ["CustomFieldDefinition", "/people/v2/field_definitions"],
        ["Household", "/people/v2/households"],
        ["GroupType", "/groups/v2/group_types"],
        ["Group", "/groups/v2/groups"],
        ["Event", "/groups/v2/events"],
        ["TagGroup", "/groups/v2/tag_groups"]
      ] as const) {
        const facts = yield* truth(entity)
        const served = yield* page(
          `${path}?per_page=100&where[archive_status]=include&filter=include_deleted`
        )
        assert.strictEqual(facts.length, counts[entity])
        assert.strictEqual(served.meta.total_count, counts[entity])
        for (const [place, row] of served.data.entries()) {
          assert.strictEqual(facts[place]?.["id"], row.id)
          assert.deepInclude(facts[place] ?? {}, row.attributes)
          for (const [name, { data }] of Object.entries(row.relationships ?? {})) {
            if (data === undefined || Array.isArray(data) || name === "organization") continue
            const ref = name === "customizable" ? "person" : name
            assert.strictEqual(facts[place]?.[`${ref}_id`], data !== null && "id" in data ? data.id : null)
          }
        }
      }
    })
  )
})
