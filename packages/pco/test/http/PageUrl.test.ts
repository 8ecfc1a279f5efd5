import { assert, describe, it } from "@effect/vitest"
import type { PageRequest } from "@openfaith/adapter-core"
import { Either, FastCheck as fc } from "effect"
import { pageUrl } from "../../src/http/PageUrl.ts"
import { getGroup, getPerson, listGroups, listHouseholdMemberships } from "../../src/index.ts"

const base = new URL("https://pco.example/api/")
const request = (rest: Partial<PageRequest>): PageRequest => ({
  endpoint: "",
  params: {},
  include: [],
  query: {},
  offset: 0,
  perPage: 100,
  ...rest
})

describe("pageUrl", () => {
  it("writes path, includes, filters and page below the base URL", () => {
    const url = pageUrl(
      base,
      listGroups,
      request({ include: ["group_type", "location"], query: { order: "-name" }, offset: 99 })
    )
    assert.strictEqual(
      decodeURIComponent(Either.getOrThrow(url).href),
      "https://pco.example/api/groups/v2/groups?include=group_type,location&where[archive_status]=include&order=-name&per_page=100&offset=99"
    )
  })

  it("asks for one record without a page", () => {
    const url = pageUrl(base, getGroup, request({ params: { id: "planning_center" } }))
    assert.strictEqual(
      Either.getOrThrow(url).href,
      "https://pco.example/api/groups/v2/groups/planning_center"
    )
  })

  it("adds the includes without which a record is not whole, each once", () => {
    const url = pageUrl(base, getPerson, request({ params: { id: "1" }, include: ["emails", "name_prefix"] }))
    assert.strictEqual(
      Either.getOrThrow(url).searchParams.get("include"),
      "inactive_reason,marital_status,name_prefix,name_suffix,emails"
    )
  })

  it("finds nothing where an id cannot stand in a path", () => {
    for (const id of ["", ".", ".."]) {
      assert.isTrue(
        Either.isLeft(pageUrl(base, listHouseholdMemberships, request({ params: { household_id: id } }))),
        id
      )
    }
    assert.isTrue(Either.isLeft(pageUrl(base, getPerson, request({}))))
  })

  it("never leaves the origin or the path, whatever an id looks like", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.constantFrom("../../x", "//evil.example", "%2e%2e", "a/../b", "?x#y")
        ),
        (id) => {
          const url = pageUrl(base, listHouseholdMemberships, request({ params: { household_id: id } }))
          if (Either.isLeft(url)) return true
          const segments = url.right.pathname.split("/")
          return (
            url.right.origin === base.origin &&
            segments.length === 7 &&
            segments[6] === "household_memberships"
          )
        }
      )
    )
  })
})
