import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { Mutations } from "../src/world/Mutations.ts"
import { Removed } from "../src/world/Removed.ts"
import { tableNames } from "../src/world/Row.ts"
import { SimulatedClock } from "../src/world/SimulatedClock.ts"
import { countsOf, truthLines } from "../src/world/Truth.ts"
import { World } from "../src/world/World.ts"

const worldOf = (people: number, seed = 1): World => new World({ seed, people, organization: 0 })

describe("Removed", () => {
  it("finds the k-th row that is left", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.array(FastCheck.tuple(FastCheck.boolean(), FastCheck.nat(60)), { maxLength: 80 }),
        (steps) => {
          const removed = new Removed()
          const model = new Set<number>()
          for (const [remove, index] of steps) {
            if (remove) model.add(index)
            else model.delete(index)
            if (remove) removed.add(index)
            else removed.delete(index)
          }
          const left = Array.from({ length: 61 }, (_, index) => index).filter((index) => !model.has(index))
          assert.strictEqual(removed.size, model.size)
          assert.deepStrictEqual(
            left.map((_, position) => removed.indexAt(position)),
            left
          )
        }
      )
    )
  })
})

describe("World", () => {
  it("is a pure function of its seed", () => {
    for (const entity of tableNames) {
      const lines = [...truthLines(worldOf(200), entity)].join("")
      assert.strictEqual([...truthLines(worldOf(200), entity)].join(""), lines)
    }
    assert.notStrictEqual(
      [...truthLines(worldOf(200, 2), "Person")][0],
      [...truthLines(worldOf(200), "Person")][0]
    )
  })

  it("has the proportions of a church", () => {
    const world = worldOf(12_000)
    const counts = countsOf(world)
    assert.strictEqual(counts["Person"], 12_000)
    assert.strictEqual(counts["Campus"], 4)
    assert.strictEqual(counts["Group"], 200)
    const near = (entity: string, expected: number, share: number): void =>
      assert.closeTo(counts[entity] ?? 0, expected, expected * share, entity)
    near("HouseholdMembership", 7200, 0.05)
    near("Household", 2250, 0.05)
    near("GroupMembership", 2500, 0.2)
    near("Event", 2000, 0.15)
    near("Email", 13_000, 0.1)
    near("CustomFieldValue", 14_400, 0.05)
    near("SocialProfile", 3100, 0.1)
    near("Attendance", 22_500, 0.2)
  })

  it("has unknown birthdays, grade -1, inactive people, other scripts and households of one to seven", () => {
    const world = worldOf(6000)
    const people = [...world.tables.Person.alive()].map((index) => world.tables.Person.read(index).attributes)
    assert.isTrue(people.some(({ birthdate }) => birthdate === null))
    assert.isTrue(people.some(({ grade }) => grade === -1))
    assert.isTrue(
      people.some(({ inactivated_at, status }) => status === "inactive" && inactivated_at !== null)
    )
    assert.isTrue(people.some(({ name }) => /[^\u0000-\u024f\u1e00-\u1eff]/.test(String(name))))
    const sizes = new Set(
      [...world.tables.Household.alive()].map(
        (index) => world.tables.Household.read(index).attributes["member_count"]
      )
    )
    assert.sameMembers([...sizes], [1, 2, 3, 4, 5, 6, 7])
  })

  it("has no birthday on a day that did not exist, leap days of unknown years among them", () => {
    const world = worldOf(20_000, 6)
    const dates = [...world.tables.Person.alive()].map((index) =>
      String(world.tables.Person.read(index).attributes["birthdate"] ?? "2000-01-01")
    )
    assert.deepStrictEqual(
      dates.filter((date) => !new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date)),
      []
    )
    assert.include(dates, "1884-02-29")
  })

  it("starts with a million people at once", () => {
    const world = worldOf(1_000_000)
    assert.strictEqual(world.tables.Person.read(999_999).id, world.tables.Person.idAt(999_999))
    assert.isAbove(world.tables.Email.count, 1_000_000)
  })

  it("knows every row by its id", () => {
    const world = worldOf(500)
    for (const entity of tableNames) {
      const table = world.tables[entity]
      for (const index of table.alive()) assert.strictEqual(table.find(table.read(index).id), index)
      assert.strictEqual(table.find("0"), -1)
      assert.strictEqual(table.find("-5"), -1)
      assert.strictEqual(table.find("1e3"), -1)
    }
  })
})

describe("Mutations", () => {
  const step = FastCheck.tuple(
    FastCheck.constantFrom("create", "edit", "remove", "restore", "move"),
    FastCheck.nat(29),
    FastCheck.nat(29)
  )

  it("keep every list of children equal to a search through all rows", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(step, { maxLength: 40 }), (steps) => {
        const world = worldOf(30)
        const mutations = new Mutations(world, new SimulatedClock())
        const people = Array.from({ length: 30 }, (_, index) => world.tables.Person.idAt(index))
        for (const [kind, first, second] of steps) {
          const id = people[first] ?? ""
          const email = world.tables.Email.idAt(second)
          if (kind === "create") mutations.create("Email", { person_id: id, address: "a@example.org" })
          else if (kind === "edit") mutations.edit("Person", id, { first_name: "E" }, true)
          else if (kind === "remove") mutations.remove("Person", id)
          else if (kind === "restore") mutations.restore("Person", id, true)
          else mutations.edit("Email", email, { person_id: id }, false)
        }
        const { Email, Person } = world.tables
        const rows = [...Email.alive()].map((index) => ({ index, row: Email.read(index) }))
        assert.strictEqual(rows.length, Email.count)
        for (const { row } of rows) assert.isAtLeast(Person.find(row.refs["person"] ?? ""), 0)
        for (const id of people) {
          const expected = rows.filter(({ row }) => row.refs["person"] === id).map(({ index }) => index)
          if (Person.find(id) >= 0) assert.deepStrictEqual([...Email.children("person", id)], expected)
        }
      }),
      { numRuns: 60 }
    )
  })
})
