import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { idsOf, startSimulator } from "./fixtures/SimulatorClient.ts"

describe("where", () => {
  it.scoped("filters timestamps with inclusive and exclusive bounds", () =>
    Effect.gen(function* () {
      const { page, truth } = yield* startSimulator()
      const people = yield* truth("Person")
      const at = String(people[150]?.["updated_at"])
      for (const [operator, keep] of [
        ["gt", (text: string) => text > at],
        ["gte", (text: string) => text >= at],
        ["lt", (text: string) => text < at],
        ["lte", (text: string) => text <= at]
      ] as const) {
        const found = yield* page(`/people/v2/people?per_page=0&where[updated_at][${operator}]=${at}`)
        const expected = people.filter(({ updated_at }) => keep(String(updated_at))).length
        assert.strictEqual(found.meta.total_count, expected, operator)
      }
      const equal = yield* page(`/people/v2/people?where[updated_at]=${at}`)
      assert.isTrue(equal.data.every(({ attributes }) => attributes["updated_at"] === at))
    })
  )

  it.scoped("silently ignores a field that cannot be queried, and an operator nobody knows", () =>
    Effect.gen(function* () {
      const { api, page } = yield* startSimulator()
      for (const query of [
        "where[shoe_size]=44",
        "where[updated_at][near]=2025-01-01",
        "where[updated_at][gt]=soon"
      ]) {
        assert.strictEqual((yield* api(`/people/v2/people?${query}`)).status, 200)
        assert.strictEqual((yield* page(`/people/v2/people?${query}`)).meta.total_count, 300, query)
      }
    })
  )

  it.scoped("ignores updated_at of addresses, which can only be ordered by it", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const all = yield* page("/people/v2/addresses?per_page=100&order=-updated_at")
      const filtered = yield* page("/people/v2/addresses?where[updated_at][gte]=2030-01-01T00:00:00Z")
      assert.strictEqual(filtered.meta.total_count, all.meta.total_count)
      assert.notInclude(all.meta.can_query_by, "updated_at")
      assert.include(all.meta.can_order_by, "updated_at")
      const times = all.data.map(({ attributes }) => String(attributes["updated_at"]))
      assert.deepStrictEqual(times, [...times].sort().toReversed())
    })
  )

  it.scoped("reads a date without a time on the organisation's clock", () =>
    Effect.gen(function* () {
      const { admin, page } = yield* startSimulator({ timeZone: "America/New_York" })
      const [first = ""] = idsOf(yield* page("/people/v2/people?per_page=1"))
      yield* admin("PATCH", `records/Person/${first}`, { updated_at: "2026-07-01T03:59:59Z" })
      const before = yield* page("/people/v2/people?where[updated_at][gte]=2026-07-01")
      assert.strictEqual(before.meta.total_count, 0)
      yield* admin("PATCH", `records/Person/${first}`, { updated_at: "2026-07-01T04:00:00Z" })
      const local = yield* page("/people/v2/people?where[updated_at][gte]=2026-07-01")
      assert.deepStrictEqual(idsOf(local), [first])
      const utc = yield* page("/people/v2/people?where[updated_at][gte]=2026-07-01T04:00:01Z")
      assert.strictEqual(utc.meta.total_count, 0)
    })
  )

  it.scoped("takes several ids, booleans, numbers, names and a search", () =>
    Effect.gen(function* () {
      const { page, truth } = yield* startSimulator()
      const people = yield* truth("Person")
      const ids = [people[3], people[30], people[200]].map((person) => String(person?.["id"]))
      assert.deepStrictEqual(idsOf(yield* page(`/people/v2/people?where[id]=${ids.join(",")}`)), ids)
      const count = (query: string) =>
        page(`/people/v2/people?${query}`).pipe(Effect.map(({ meta }) => meta.total_count))
      assert.strictEqual(
        yield* count("where[child]=true"),
        people.filter(({ child }) => child === true).length
      )
      assert.strictEqual(yield* count("where[grade]=-1"), people.filter(({ grade }) => grade === -1).length)
      assert.strictEqual(
        yield* count("where[status]=INACTIVE"),
        people.filter(({ status }) => status === "inactive").length
      )
      const name = String(people[7]?.["name"])
      assert.isAtLeast(yield* count(`where[search_name]=${encodeURIComponent(name)}`), 1)
    })
  )
})

describe("order", () => {
  it.scoped("takes several keys, minus for descending, nulls first and ids among equals", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const up = yield* page("/people/v2/people?per_page=100&order=nickname")
      assert.isNull(up.data[0]?.attributes["nickname"])
      const nulls = idsOf(up).slice(0, 50).map(Number)
      assert.deepStrictEqual(
        nulls,
        [...nulls].sort((a, b) => a - b)
      )
      const mixed = yield* page("/people/v2/people?per_page=100&order=status,-first_name")
      const keys = mixed.data.map(({ attributes }) => String(attributes["first_name"]).toLowerCase())
      assert.deepStrictEqual(keys, [...keys].sort().toReversed())
    })
  )

  it.scoped("is silently ignored for a field that cannot be ordered by", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const plain = idsOf(yield* page("/people/v2/people"))
      assert.deepStrictEqual(idsOf(yield* page("/people/v2/people?order=-shoe_size")), plain)
    })
  )
})

describe("fields", () => {
  it.scoped("drop timestamps and relationships, and show what is only there on request", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const [row] = (yield* page("/people/v2/people?per_page=1&fields[Person]=first_name,mfa_configured"))
        .data
      assert.deepStrictEqual(Object.keys(row?.attributes ?? {}), ["first_name", "mfa_configured"])
      assert.isUndefined(row?.relationships)
      const [whole] = (yield* page("/people/v2/people?per_page=1")).data
      assert.notProperty(whole?.attributes, "mfa_configured")
    })
  )
})

describe("groups", () => {
  it.scoped("hide archived ones unless asked to include them, or to show only them", () =>
    Effect.gen(function* () {
      const { page, truth } = yield* startSimulator()
      const groups = yield* truth("Group")
      const archived = groups.filter(({ archived_at }) => archived_at !== null).length
      assert.isAbove(archived, 0)
      const count = (query: string) =>
        page(`/groups/v2/groups${query}`).pipe(Effect.map(({ meta }) => meta.total_count))
      assert.strictEqual(yield* count(""), groups.length - archived)
      assert.strictEqual(yield* count("?where[archive_status]=include"), groups.length)
      assert.strictEqual(yield* count("?where[archive_status]=only"), archived)
    })
  )

  it.scoped("may be of the type `unique`, which no listing has", () =>
    Effect.gen(function* () {
      const { api, page } = yield* startSimulator()
      const groups = yield* page(
        "/groups/v2/groups?per_page=100&include=group_type&where[archive_status]=include"
      )
      const types = groups.data.map(({ relationships }) => relationships?.["group_type"]?.data)
      assert.deepInclude(types, { type: "GroupType", id: "unique" })
      assert.notInclude(groups.included?.map(({ id }) => id) ?? [], "unique")
      assert.notInclude(idsOf(yield* page("/groups/v2/group_types")), "unique")
      assert.strictEqual((yield* api("/groups/v2/group_types/unique")).status, 404)
    })
  )

  it.scoped("have members beyond a page, or none, and no timestamps to ask by", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const groups = yield* page("/groups/v2/groups?per_page=100")
      const sizes = groups.data.map(({ attributes }) => Number(attributes["memberships_count"]))
      assert.isAbove(Math.max(...sizes), 100)
      assert.strictEqual(Math.min(...sizes), 0)
      assert.notInclude(groups.meta.can_query_by, "updated_at")
      for (const [place, { id }] of groups.data.slice(0, 8).entries()) {
        const members = yield* page(`/groups/v2/groups/${id}/memberships?per_page=100`)
        assert.strictEqual(members.meta.total_count, sizes[place])
        assert.deepStrictEqual(members.meta.parent, { type: "Group", id })
      }
    })
  )
})
