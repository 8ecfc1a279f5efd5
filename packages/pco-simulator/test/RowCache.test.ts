import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck } from "effect"
import { RowCache, withoutFirst } from "../src/api/RowCache.ts"
import { World } from "../src/world/World.ts"
import { startSimulator } from "./fixtures/SimulatorClient.ts"

const megabytes = 1024 * 1024
const cacheOf = (capacity: number): RowCache =>
  new RowCache(new World({ seed: 1, people: 1, organization: 0 }), capacity)

describe("RowCache", () => {
  it("writes what it kept and what it had no room for, in any script", () => {
    const cache = cacheOf(8 * megabytes)
    const texts = FastCheck.array(
      FastCheck.tuple(FastCheck.fullUnicodeString({ minLength: 1 }), FastCheck.boolean())
    )
    FastCheck.assert(
      FastCheck.property(texts, (steps) => {
        const parts = steps.map(([text, keep]) => (keep ? cache.keep(`,${text}`) || `,${text}` : `,${text}`))
        const [first = ",", ...rest] = parts
        const bytes = cache.encode([withoutFirst(first), ...rest])
        assert.strictEqual(Buffer.from(bytes).toString("utf8"), steps.map(([text]) => text).join(","))
      })
    )
  })

  it("keeps no more than it has room for", () => {
    const cache = cacheOf(8 * megabytes)
    const text = "x".repeat(40_000)
    const kept = Array.from({ length: 1000 }, () => cache.keep(text)).filter((slot) => slot !== 0)
    assert.isTrue(kept.length > 150 && kept.length < 210)
    assert.strictEqual(cacheOf(0).keep(text), 0)
  })

  it.scoped("serves the same bytes warm, cold and without one", () =>
    Effect.gen(function* () {
      const kept = yield* startSimulator({ linkOrigin: "https://pco.example.org" })
      const none = yield* startSimulator({ linkOrigin: "https://pco.example.org", cacheMegabytes: 0 })
      for (const path of [
        "/people/v2/people?per_page=100&include=emails,phone_numbers,addresses",
        "/people/v2/people?per_page=100&include=households.people,primary_campus",
        "/people/v2/households?per_page=100",
        "/groups/v2/groups?include=group_type&where[archive_status]=include"
      ]) {
        const cold = yield* kept.api(path)
        const warm = yield* kept.api(path)
        assert.strictEqual(warm.text, cold.text)
        assert.strictEqual((yield* none.api(path)).text, cold.text)
      }
    })
  )
})
