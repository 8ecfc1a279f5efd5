import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import {
  Page,
  recorded,
  recordedJson,
  Resource,
  shapeOf,
  startSimulator
} from "./fixtures/SimulatorClient.ts"

const Unknowns = Schema.Record({ key: Schema.String, value: Schema.Unknown })
const parse = Schema.decode(Schema.parseJson(Unknowns))
const recordedPage = (name: string) => Schema.decode(Schema.parseJson(Page))(recorded(name))
const RecordedPerson = Schema.Struct({ data: Resource, included: Schema.Array(Resource), meta: Unknowns })

describe("answers have the shape of recorded ones", () => {
  it.scoped("people", () =>
    Effect.gen(function* () {
      const { api, page } = yield* startSimulator()
      const theirs = yield* recordedPage("people.json")
      const ours = yield* page("/people/v2/people?per_page=2")
      assert.sameMembers(
        Object.keys(yield* parse((yield* api("/people/v2/people")).text)),
        Object.keys(theirs)
      )
      const [theirRow] = theirs.data
      const [ourRow] = ours.data
      assert.sameMembers(Object.keys(ourRow ?? {}), Object.keys(theirRow ?? {}))
      assert.includeMembers(Object.keys(ourRow?.attributes ?? {}), Object.keys(theirRow?.attributes ?? {}))
      assert.sameMembers(Object.keys(ourRow?.relationships ?? {}), Object.keys(theirRow?.relationships ?? {}))
      assert.deepStrictEqual(Object.keys(ourRow?.links ?? {}), Object.keys(theirRow?.links ?? {}))
      assert.includeMembers(Object.keys(ours.meta), Object.keys(theirs.meta))
      assert.sameMembers([...(ours.meta.can_include ?? [])], [...(theirs.meta.can_include ?? [])])
      assert.sameMembers([...(ours.meta.can_filter ?? [])], [...(theirs.meta.can_filter ?? [])])
      // The recording is of 2018; newer versions no longer filter by school type.
      const still = theirs.meta.can_query_by.filter((field) => field !== "school_type")
      assert.includeMembers([...ours.meta.can_query_by], still)
    })
  )

  it.scoped("a person with his e-mails and his organisation", () =>
    Effect.gen(function* () {
      const { one, page } = yield* startSimulator()
      const theirs = yield* Schema.decode(Schema.parseJson(RecordedPerson))(
        recorded("person_include_emails_organization.json")
      )
      const people = yield* page("/people/v2/people?per_page=100&include=emails")
      const mailsOf = (row: typeof Resource.Type) => row.relationships?.["emails"]?.data
      const withMail = people.data.find(
        (row) => Array.isArray(mailsOf(row)) && mailsOf(row)?.toString() !== ""
      )
      const ours = yield* one(`/people/v2/people/${withMail?.id}?include=emails,organization`)
      assert.sameMembers(
        Object.keys(ours.data.relationships ?? {}),
        Object.keys(theirs.data.relationships ?? {})
      )
      assert.deepStrictEqual(
        shapeOf(ours.data.relationships?.["organization"]),
        shapeOf(theirs.data.relationships?.["organization"])
      )
      for (const type of ["Email", "Organization"]) {
        const own = ours.included?.find((row) => row.type === type)
        const other = theirs.included.find((row) => row.type === type)
        assert.includeMembers(Object.keys(own?.attributes ?? {}), Object.keys(other?.attributes ?? {}), type)
        assert.deepStrictEqual(shapeOf(own?.relationships), shapeOf(other?.relationships), type)
      }
      const links = Object.keys(ours.data.links ?? {})
      assert.includeMembers(links, ["emails", "household_memberships", "households", "phone_numbers", "self"])
    })
  )

  it.scoped("person mergers, with ids that are numbers", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator({ people: 5000 })
      const theirs = yield* recordedPage("person_mergers_one.json")
      const ours = yield* page("/people/v2/person_mergers?per_page=1")
      assert.deepStrictEqual(shapeOf(ours.data[0]), shapeOf(theirs.data[0]))
      const id = String(ours.data[0]?.attributes["person_to_remove_id"])
      const found = yield* page(`/people/v2/person_mergers?where[person_to_remove_id]=${id}`)
      assert.deepStrictEqual(shapeOf(found), shapeOf(theirs))
      const none = yield* page("/people/v2/person_mergers?where[person_to_remove_id]=1")
      assert.deepStrictEqual(shapeOf(none), shapeOf(yield* recordedPage("person_mergers_empty.json")))
    })
  )

  it.scoped("errors, to the letter", () =>
    Effect.gen(function* () {
      const { admin, api } = yield* startSimulator()
      const body = (path: string, method = "GET") =>
        api(path, { method, ...(method === "GET" ? {} : { body: "{}" }) }).pipe(
          Effect.flatMap(({ text }) => parse(text))
        )
      assert.deepStrictEqual(yield* body("/people/v2/bogus"), recordedJson("error_404.json"))
      assert.deepStrictEqual(yield* body("/people/v2/people", "POST"), recordedJson("error_400_payload.json"))
      yield* admin("POST", "faults", { kind: "500", times: 1 })
      assert.deepStrictEqual(yield* body("/people/v2/people"), recordedJson("error_500.json"))
      yield* admin("POST", "access", { products: ["people"] })
      assert.deepStrictEqual(yield* body("/groups/v2/groups"), recordedJson("error_403.json"))
    })
  )
})
