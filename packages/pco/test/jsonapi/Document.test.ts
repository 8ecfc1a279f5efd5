import { assert, describe, it } from "@effect/vitest"
import type { JsonValue } from "@openfaith/adapter-core"
import { Either, FastCheck as fc } from "effect"
import { documentOf } from "../../src/jsonapi/Document.ts"
import { fixture } from "../support/Fixture.ts"

const collection = (body: JsonValue) => Either.getOrThrow(documentOf("collection", body))

describe("documentOf", () => {
  it("reads a recorded collection", () => {
    const document = collection(fixture("people/list.json"))
    assert.deepStrictEqual(
      document.data.map(({ id }) => id),
      ["40135868", "45029164"]
    )
    assert.deepInclude(document, { hasNext: false, nextOffset: null, totalCount: 2, included: [] })
    assert.include(document.orderable ?? [], "given_name")
  })

  it("reads a recorded record with what it includes", () => {
    const document = Either.getOrThrow(documentOf("record", fixture("people/get-with-emails.json")))
    assert.lengthOf(document.data, 1)
    assert.lengthOf(document.included, 2)
    assert.isNull(document.queryable)
  })

  it("takes what is absent or of another type as not said", () => {
    const nothing = {
      data: [],
      included: [],
      hasNext: false,
      nextOffset: null,
      totalCount: null,
      queryable: null,
      orderable: null
    }
    assert.deepStrictEqual(collection({ data: [] }), nothing)
    assert.deepStrictEqual(collection({ data: [], included: null, meta: null, links: [] }), nothing)
    assert.deepStrictEqual(
      collection({
        data: [],
        included: {},
        meta: { total_count: "many", can_query_by: "name", next: null },
        links: "none"
      }),
      nothing
    )
  })

  it("keeps a row that is no record, since it counts for the offset", () => {
    assert.deepStrictEqual(collection({ data: [null, 7, { id: "1" }], included: [null, 7] }).data, [
      { value: null },
      { value: 7 },
      { id: "1" }
    ])
  })

  it.each<{
    readonly says: string
    readonly rest: { [key: string]: JsonValue }
    readonly next: number | null
    readonly more: boolean
  }>([
    { says: "meta.next", rest: { meta: { next: { offset: 100 } } }, next: 100, more: true },
    { says: "meta.next as text", rest: { meta: { next: { offset: "100" } } }, next: 100, more: true },
    { says: "meta.next of an endless loop", rest: { meta: { next: { offset: 0 } } }, next: 0, more: true },
    {
      says: "links.next alone",
      rest: { links: { next: "https://x.example/p?per_page=500&offset=200" } },
      next: 200,
      more: true
    },
    {
      says: "links.next as an object",
      rest: { links: { next: { href: "/p?offset=5" } } },
      next: 5,
      more: true
    },
    {
      says: "links.next of another kind",
      rest: { links: { next: "https://x.example/p?page=2" } },
      next: null,
      more: true
    },
    { says: "links.next null", rest: { links: { next: null } }, next: null, more: false },
    {
      says: "only meta.prev, past the end",
      rest: { meta: { prev: { offset: 0 } } },
      next: null,
      more: false
    },
    { says: "an offset that is no count", rest: { meta: { next: { offset: -5 } } }, next: null, more: false }
  ])("finds the next page by $says", ({ more, next, rest }) => {
    const { hasNext, nextOffset } = collection({ data: [], ...rest })
    assert.deepStrictEqual({ hasNext, nextOffset }, { hasNext: more, nextOffset: next })
  })

  it("refuses what holds no data of the kind asked for", () => {
    for (const body of [null, 1, "text", [], {}, { data: null }, { data: {} }, { errors: [] }]) {
      assert.isTrue(Either.isLeft(documentOf("collection", body)), JSON.stringify(body))
    }
    for (const body of [{ data: null }, { data: [] }, {}]) {
      assert.isTrue(Either.isLeft(documentOf("record", body)), JSON.stringify(body))
    }
  })

  it("never throws, whatever the document looks like", () => {
    const member = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom("next", "offset", "total_count", "href"), fc.jsonValue())
    )
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          data: fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
          included: member,
          meta: member,
          links: member
        },
        { requiredKeys: [] }
      )
    )
    fc.assert(
      fc.property(body, fc.constantFrom("collection" as const, "record" as const), (value, kind) => {
        const document = documentOf(kind, JSON.parse(JSON.stringify(value)))
        return Either.isLeft(document) ? document.left.reason === "shape" : Array.isArray(document.right.data)
      })
    )
  })
})
