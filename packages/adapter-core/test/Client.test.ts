import { HttpClient, HttpClientResponse } from "@effect/platform"
import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { Client, type JsonObject } from "../src/index.ts"
import { libraryManifest, Member } from "./fixtures/library.ts"

/** A client whose answers are empty documents and whose requests are remembered. */
const recorded = Effect.gen(function* () {
  const urls = yield* Ref.make<ReadonlyArray<string>>([])
  const http = HttpClient.make((request, url) =>
    Ref.update(urls, (seen) => [...seen, decodeURIComponent(url.href)]).pipe(
      Effect.as(HttpClientResponse.fromWeb(request, Response.json({ data: [] })))
    )
  )
  const client = yield* Client.make(libraryManifest, { baseUrl: "https://library.example" }).pipe(
    Effect.provideService(HttpClient.HttpClient, http)
  )
  return { client, urls }
})

describe("Client", () => {
  it.effect("writes the query in the source's words", () =>
    Effect.gen(function* () {
      const { client, urls } = yield* recorded
      const document = yield* client.Member.listMembers({
        urlParams: {
          include: ["cards", "home_branch"],
          where: { name: "Ada", joined_at: { gte: "2024-01-01T00:00:00Z" } },
          order: "-updated_at",
          perPage: 100,
          offset: 200
        }
      })
      expectTypeOf(document).toEqualTypeOf<JsonObject>()
      assert.deepStrictEqual(document, { data: [] })
      yield* client.Member.getMember({ path: { id: "7" }, urlParams: {} })
      yield* client.ClubSeat.listSeats({ path: { club_id: "3" }, urlParams: { where: { role: "host" } } })
      yield* client.Club.listClubs({ urlParams: {} })
      assert.deepStrictEqual(yield* Ref.get(urls), [
        "https://library.example/library/v1/members?include=cards,home_branch&where[name]=Ada&where[joined_at][gte]=2024-01-01T00:00:00Z&order=-updated_at&per_page=100&offset=200",
        "https://library.example/library/v1/members/7",
        "https://library.example/library/v1/clubs/3/seats?where[role]=host",
        "https://library.example/library/v1/clubs?where[open]=any"
      ])
    })
  )

  it.effect("refuses an undeclared include at run time, before anything is sent", () =>
    Effect.gen(function* () {
      const { client, urls } = yield* recorded
      const smuggled: ReadonlyArray<"cards"> = JSON.parse(`["loans"]`)
      const error = yield* Effect.flip(client.Member.listMembers({ urlParams: { include: smuggled } }))
      assert.strictEqual(error._tag, "ParseError")
      assert.deepStrictEqual(yield* Ref.get(urls), [])
    })
  )

  it("keeps the literal types of the manifest", () => {
    expectTypeOf(libraryManifest.endpoints.listMembers.include).toEqualTypeOf<
      readonly ["cards", "home_branch"]
    >()
    expectTypeOf(libraryManifest.endpoints.listSeats.path).toEqualTypeOf<"/library/v1/clubs/:club_id/seats">()
    expectTypeOf(libraryManifest.endpoints.getMember.kind).toEqualTypeOf<"get">()
    expectTypeOf(libraryManifest.entities.Member).toEqualTypeOf<typeof Member>()
    expectTypeOf<keyof typeof libraryManifest.entities>().toEqualTypeOf<
      "Member" | "Card" | "Branch" | "Club" | "ClubSeat"
    >()
    // @ts-expect-error no such endpoint
    void libraryManifest.endpoints.listLoans
  })

  it.effect("does not compile a call the source would not understand", () =>
    Effect.gen(function* () {
      const { client } = yield* recorded
      // Never run: these calls are for the compiler.
      const refused = () => [
        // @ts-expect-error an include that this list does not offer
        client.Member.listMembers({ urlParams: { include: ["loans"] } }),
        // @ts-expect-error an include on a list that offers none
        client.Club.listClubs({ urlParams: { include: ["cards"] } }),
        // @ts-expect-error a field that cannot be filtered
        client.Member.listMembers({ urlParams: { where: { born: "1815-12-10" } } }),
        // @ts-expect-error a comparison that does not exist
        client.Member.listMembers({ urlParams: { where: { joined_at: { after: "2024-01-01T00:00:00Z" } } } }),
        // @ts-expect-error a field that cannot be ordered by
        client.Member.listMembers({ urlParams: { order: "born" } }),
        // @ts-expect-error a path parameter left out
        client.Member.getMember({ urlParams: {} }),
        // @ts-expect-error a path parameter of another path
        client.ClubSeat.listSeats({ path: { group_id: "3" }, urlParams: {} }),
        // @ts-expect-error a path parameter where the path has none
        client.Member.listMembers({ path: { id: "7" }, urlParams: {} }),
        // @ts-expect-error one record cannot be filtered
        client.Member.getMember({ path: { id: "7" }, urlParams: { where: { name: "Ada" } } }),
        // @ts-expect-error no such call in the group
        client.Member.listCards({ urlParams: {} })
      ]
      assert.isFunction(refused)
    })
  )
})
