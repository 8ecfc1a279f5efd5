import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { startSimulator } from "./fixtures/SimulatorClient.ts"

const keyOf = ({ id, type }: { readonly id?: string | undefined; readonly type: string }): string =>
  `${type} ${id}`

describe("include", () => {
  it.scoped("adds children and names them in the relationship", () =>
    Effect.gen(function* () {
      const { page, url } = yield* startSimulator()
      const people = yield* page("/people/v2/people?per_page=100&include=emails,phone_numbers,addresses")
      const included = new Set(people.included?.map(keyOf))
      let named = 0
      for (const { id, relationships } of people.data) {
        assert.strictEqual(relationships?.["emails"]?.links?.related, `${url}/people/v2/people/${id}/emails`)
        for (const name of ["emails", "phone_numbers", "addresses"]) {
          const data = relationships?.[name]?.data
          assert.isArray(data)
          for (const link of Array.isArray(data) ? data : []) {
            named += 1
            assert.isTrue(included.has(keyOf(link)))
          }
        }
      }
      assert.strictEqual(named, included.size)
      assert.strictEqual(people.included?.length, included.size)
    })
  )

  it.scoped("is understood as include[]= too, and an unknown one is ignored", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const comma = yield* page("/people/v2/people?include=emails,addresses")
      const listed = yield* page("/people/v2/people?include%5B%5D=emails&include[]=addresses,shoes")
      assert.deepStrictEqual(listed.included, comma.included)
      assert.deepStrictEqual(Object.keys(listed.data[0]?.relationships ?? {}), [
        "primary_campus",
        "emails",
        "addresses"
      ])
    })
  )

  it.scoped("leaves a bare row with the relationships of its vertex only", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const people = yield* page("/people/v2/people")
      assert.isTrue(
        people.data.every(({ relationships }) => Object.keys(relationships ?? {}).join() === "primary_campus")
      )
      assert.deepStrictEqual(people.included, [])
      const campus = people.data.find(({ relationships }) => relationships?.["primary_campus"]?.data !== null)
      assert.propertyVal(campus?.relationships?.["primary_campus"]?.data, "type", "PrimaryCampus")
    })
  )

  it.scoped("goes two levels deep, and a primary record comes again with fewer relationships", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const people = yield* page("/people/v2/people?per_page=50&include=households.people,emails")
      const inside = new Map(people.included?.map((row) => [keyOf(row), row]))
      const again = people.data.find((row) => inside.has(keyOf(row)))
      assert.isDefined(again)
      assert.sameMembers(Object.keys(again?.relationships ?? {}), ["primary_campus", "households", "emails"])
      const copy = inside.get(again === undefined ? "" : keyOf(again))
      assert.deepStrictEqual(Object.keys(copy?.relationships ?? {}), ["primary_campus"])
      assert.isAbove(people.included?.filter(({ type }) => type === "Household").length ?? 0, 0)
    })
  )

  it.scoped("leaves `included` away when nothing was found", () =>
    Effect.gen(function* () {
      const { admin, page } = yield* startSimulator()
      const [person] = (yield* page("/people/v2/people?per_page=1&include=emails")).data
      for (const { id } of (yield* page(`/people/v2/people/${person?.id}/emails`)).data) {
        yield* admin("DELETE", `records/Email/${id}`)
      }
      const again = yield* page("/people/v2/people?per_page=1&include=emails")
      assert.notProperty(again, "included")
      assert.deepStrictEqual(again.data[0]?.relationships?.["emails"]?.data, [])
    })
  )

  it.scoped("answers what is known but empty: a null or an empty list", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const [row] = (yield* page("/people/v2/people?per_page=1&include=person_apps,school")).data
      assert.deepStrictEqual(row?.relationships?.["person_apps"]?.data, [])
      assert.isNull(row?.relationships?.["school"]?.data)
    })
  )
})

describe("paths", () => {
  it.scoped("reach children under their parents, and one record under its list", () =>
    Effect.gen(function* () {
      const { one, page } = yield* startSimulator()
      const households = yield* page("/people/v2/households?per_page=20&include=people")
      for (const { attributes, id, relationships } of households.data) {
        const members = yield* page(`/people/v2/households/${id}/household_memberships?per_page=100`)
        assert.strictEqual(members.meta.total_count, attributes["member_count"])
        assert.deepStrictEqual(Object.keys(members.data[0]?.relationships ?? {}), ["person"])
        const people = relationships?.["people"]?.data
        assert.sameDeepMembers(
          members.data.map((row) => row.relationships?.["person"]?.data),
          Array.isArray(people) ? [...people] : []
        )
        const member = yield* one(`/people/v2/households/${id}/household_memberships/${members.data[0]?.id}`)
        assert.strictEqual(member.data.id, members.data[0]?.id)
      }
      assert.strictEqual((yield* one("/people/v2/me")).data.type, "Person")
    })
  )

  it.scoped(
    "answer 404 alike for the unknown, the deleted, memberships at the top, and a to-one that is null",
    () =>
      Effect.gen(function* () {
        const { admin, api, page, truth } = yield* startSimulator()
        const people = yield* truth("Person")
        const homeless = people.find(({ primary_campus_id }) => primary_campus_id === null)
        const [victim = { id: "" }] = (yield* page("/people/v2/people?per_page=1&offset=7")).data
        yield* admin("DELETE", `records/Person/${victim.id}`)
        for (const path of [
          "/people/v2/people/1",
          "/people/v2/people/abc",
          `/people/v2/people/${victim.id}`,
          "/people/v2/household_memberships",
          "/groups/v2/memberships",
          "/people/v2/bogus",
          `/people/v2/people/${homeless?.["id"]}/primary_campus`
        ]) {
          const { status, text } = yield* api(path)
          assert.strictEqual(status, 404, path)
          assert.include(text, "The resource you requested could not be found")
        }
      })
  )
})
