import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { idsOf, Page, startSimulator } from "./fixtures/SimulatorClient.ts"

describe("a listing", () => {
  it.scoped("has 25 rows a page unless told otherwise, by ascending id", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const first = yield* page("/people/v2/people")
      const ids = idsOf(first).map(Number)
      assert.strictEqual(ids.length, 25)
      assert.deepStrictEqual(
        ids,
        [...ids].sort((a, b) => a - b)
      )
      assert.strictEqual(first.meta.total_count, 300)
      assert.strictEqual(first.meta.count, 25)
      assert.deepStrictEqual(first.meta.next, { offset: 25 })
      assert.isUndefined(first.meta.prev)
      assert.isUndefined(first.links.prev)
    })
  )

  it.scoped("serves 500 a page as 100, and the link keeps 500", () =>
    Effect.gen(function* () {
      const { page, url } = yield* startSimulator()
      const first = yield* page("/people/v2/people?per_page=500")
      assert.strictEqual(first.data.length, 100)
      assert.deepStrictEqual(first.meta.next, { offset: 100 })
      assert.strictEqual(first.links.next, `${url}/people/v2/people?offset=100&per_page=500`)
    })
  )

  it.scoped("answers per_page=0 with no rows and a next page that is the same one", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const empty = yield* page("/people/v2/people?per_page=0")
      assert.deepStrictEqual(empty.data, [])
      assert.deepStrictEqual(empty.meta.next, { offset: 0 })
      assert.strictEqual(empty.meta.total_count, 300)
    })
  )

  it.scoped("has neither links.next nor meta.next on its last page, and meta.prev past its end", () =>
    Effect.gen(function* () {
      const { page } = yield* startSimulator()
      const last = yield* page("/people/v2/people?per_page=100&offset=200")
      assert.strictEqual(last.data.length, 100)
      assert.isUndefined(last.links.next)
      assert.isUndefined(last.meta.next)
      assert.deepStrictEqual(last.meta.prev, { offset: 100 })
      const beyond = yield* page("/people/v2/people?per_page=100&offset=900")
      assert.deepStrictEqual(beyond.data, [])
      assert.deepStrictEqual(beyond.meta.prev, { offset: 800 })
      assert.isUndefined(beyond.meta.next)
    })
  )

  it.scoped("covers every row once when its links are followed", () =>
    Effect.gen(function* () {
      const { page, truth, url } = yield* startSimulator()
      const seen: Array<string> = []
      let path: string | undefined = "/people/v2/emails?per_page=100&order=-updated_at"
      while (path !== undefined) {
        const each: typeof Page.Type = yield* page(path)
        seen.push(...idsOf(each))
        path = each.links.next?.slice(url.length)
      }
      const facts = yield* truth("Email")
      assert.deepStrictEqual([...seen].sort(), facts.map(({ id }) => String(id)).sort())
    })
  )

  it.scoped("moves by exactly the rows that come or go before an offset", () =>
    Effect.gen(function* () {
      const { admin, page } = yield* startSimulator()
      const before = idsOf(yield* page("/people/v2/people?per_page=100"))
      yield* admin("DELETE", `records/Person/${before[10]}`)
      yield* admin("DELETE", `records/Person/${before[70]}`)
      const after = idsOf(yield* page("/people/v2/people?per_page=50&offset=50"))
      assert.strictEqual(after[0], before[51])
      assert.notInclude(after, before[70])
      yield* admin("POST", `records/Person/${before[10]}/restore`)
      assert.strictEqual(idsOf(yield* page("/people/v2/people?per_page=1&offset=50"))[0], before[50])
      yield* admin("POST", "records/Person", { first_name: "Late" })
      const end = yield* page("/people/v2/people?per_page=100&offset=299")
      assert.strictEqual(end.data[0]?.attributes["first_name"], "Late")
      assert.strictEqual(end.meta.total_count, 300)
    })
  )

  it.scoped("has whole-second timestamps with ties of more than a page", () =>
    Effect.gen(function* () {
      const { truth } = yield* startSimulator({ people: 3000 })
      const people = yield* truth("Person")
      const ties = new Map<unknown, number>()
      let previous = ""
      for (const { created_at, updated_at } of people) {
        assert.match(String(created_at), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
        assert.isTrue(String(created_at) >= previous, "creation rises with the id")
        assert.isTrue(String(updated_at) >= String(created_at))
        previous = String(created_at)
        for (const at of [created_at, updated_at]) ties.set(at, (ties.get(at) ?? 0) + 1)
      }
      assert.isAbove(Math.max(...ties.values()), 100)
    })
  )
})
