import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { idsOf, startSimulator } from "./fixtures/SimulatorClient.ts"

const path = "/people/v2/people?per_page=100"
const Faults = Schema.Array(
  Schema.Struct({ kind: Schema.String, matched: Schema.Number, fired: Schema.Number })
)
const Damaged = Schema.Array(Schema.Struct({ entity: Schema.String, id: Schema.String, kind: Schema.String }))

describe("faults", () => {
  it.scoped("answer errors as often as they were told to", () =>
    Effect.gen(function* () {
      const { admin, adminJson, api } = yield* startSimulator()
      yield* admin("POST", "faults", [
        { kind: "429", times: 2, retryAfter: 7 },
        { kind: "503", times: 1 },
        { kind: "revoked-token", times: 1 }
      ])
      const first = yield* api(path)
      assert.strictEqual(first.status, 429)
      assert.strictEqual(first.headers["retry-after"], "7")
      const rest = yield* Effect.forEach([1, 2, 3, 4], () => api(path))
      assert.deepStrictEqual(
        rest.map(({ status }) => status),
        [429, 503, 401, 200]
      )
      const active = yield* adminJson(Faults, "GET", "faults")
      assert.deepStrictEqual(
        active.map(({ fired }) => fired),
        [2, 1, 1]
      )
    })
  )

  it.scoped("break bodies and content types", () =>
    Effect.gen(function* () {
      const { admin, api } = yield* startSimulator()
      yield* admin("POST", "faults", { kind: "cut-body", times: 1 })
      assert.strictEqual((yield* Effect.flip(api(path)))._tag, "Broken")
      yield* admin("POST", "faults", { kind: "wrong-json", times: 1 })
      const wrong = yield* api(path)
      assert.strictEqual(wrong.status, 200)
      assert.throws(() => JSON.parse(wrong.text))
      yield* admin("POST", "faults", { kind: "html", times: 1 })
      assert.match(String((yield* api(path)).headers["content-type"]), /html/)
      assert.strictEqual((yield* api(path)).status, 200)
    })
  )

  it.scoped("hold an answer back, or for ever", () =>
    Effect.gen(function* () {
      const { admin, api } = yield* startSimulator()
      yield* admin("POST", "faults", { kind: "latency", ms: 80, times: 1 })
      const started = performance.now()
      yield* api(path)
      assert.isAtLeast(performance.now() - started, 79)
      yield* admin("POST", "faults", { kind: "timeout", ms: 50, times: 1 })
      assert.strictEqual((yield* Effect.flip(api(path)))._tag, "Broken")
    })
  )

  it.scoped("strike the share and the paths they were given, the same way each time", () =>
    Effect.gen(function* () {
      const strikes = Effect.gen(function* () {
        const { admin, api } = yield* startSimulator()
        yield* admin("POST", "faults", { kind: "500", probability: 0.5, seed: 3, path: "campuses" })
        assert.strictEqual((yield* api(path)).status, 200)
        const asked = yield* Effect.forEach(Array.from({ length: 40 }), () => api("/people/v2/campuses"))
        yield* admin("DELETE", "faults")
        assert.strictEqual((yield* api("/people/v2/campuses")).status, 200)
        return asked.map(({ status }) => status)
      })
      const first = yield* strikes
      const failed = first.filter((status) => status === 500).length
      assert.isTrue(failed > 8 && failed < 32)
      assert.deepStrictEqual(yield* strikes, first)
    })
  )

  it.scoped("repeat rows of the page before, or leave rows out", () =>
    Effect.gen(function* () {
      const { admin, page } = yield* startSimulator()
      const plain = idsOf(yield* page(`${path}&offset=100`))
      const before = idsOf(yield* page(path))
      yield* admin("POST", "faults", { kind: "duplicate-rows", times: 1 })
      assert.deepStrictEqual(idsOf(yield* page(path)), before, "nothing comes before the first page")
      const repeated = idsOf(yield* page(`${path}&offset=100`))
      assert.include(before, repeated[0])
      assert.strictEqual(repeated.length, 100)
      assert.isAbove(plain.filter((id) => repeated.includes(id)).length, 90)
      yield* admin("POST", "faults", { kind: "missing-rows", times: 1 })
      const missing = idsOf(yield* page(`${path}&offset=100`))
      assert.notInclude(missing, plain[0])
      assert.deepStrictEqual(idsOf(yield* page(`${path}&offset=100`)), plain)
    })
  )

  it.scoped("are refused when they are none", () =>
    Effect.gen(function* () {
      const { admin } = yield* startSimulator()
      assert.strictEqual((yield* admin("POST", "faults", { kind: "flood" })).status, 400)
      assert.strictEqual((yield* admin("POST", "faults", { kind: "500", path: "(" })).status, 400)
    })
  )
})

describe("corruption", () => {
  it.scoped("damages a share of the records as served, lists exactly which, and leaves the truth whole", () =>
    Effect.gen(function* () {
      const { admin, adminJson, page, truth } = yield* startSimulator({ people: 1000 })
      const whole = yield* truth("Email")
      const damaged = yield* adminJson(Damaged, "POST", "corrupt", { fraction: 0.05, seed: 4 })
      const kindOf = new Map(damaged.map(({ entity, id, kind }) => [`${entity} ${id}`, kind]))
      const people = damaged.filter(({ entity, kind }) => entity === "Person" && kind !== "orphaned")
      assert.isTrue(people.length > 25 && people.length < 85)
      const sets = new Set(damaged.map(({ kind }) => kind))
      assert.sameMembers([...sets], ["no-id", "wrong-type", "impossible-date", "missing-parent", "orphaned"])
      const missing = new Set(people.map(({ id }) => id))
      for (const { id, person_id } of whole) {
        if (missing.has(String(person_id))) assert.isTrue(kindOf.has(`Email ${String(id)}`))
      }
      for (let offset = 0; offset < whole.length; offset += 100) {
        const served = yield* page(`/people/v2/emails?per_page=100&offset=${offset}`)
        for (const [place, row] of served.data.entries()) {
          const facts = whole[offset + place]
          const kind = kindOf.get(`Email ${String(facts?.["id"])}`)
          const parent = row.relationships?.["person"]?.data
          const sound =
            row.id === facts?.["id"] &&
            row.attributes["address"] === facts?.["address"] &&
            row.attributes["created_at"] === facts?.["created_at"] &&
            parent !== null &&
            parent !== undefined &&
            "id" in parent &&
            parent.id === facts?.["person_id"]
          assert.strictEqual(sound, kind === undefined || kind === "orphaned", String(kind))
        }
      }
      assert.deepStrictEqual(yield* truth("Email"), whole)
      yield* admin("DELETE", "corrupt")
      assert.deepStrictEqual(yield* adminJson(Damaged, "GET", "corrupt"), [])
    })
  )

  it.scoped("is the same for the same seed, and can be limited to kinds and entities", () =>
    Effect.gen(function* () {
      const { admin, adminJson } = yield* startSimulator()
      const input = { fraction: 0.2, seed: 9, kinds: ["impossible-date"], entities: ["Person"] }
      const first = yield* adminJson(Damaged, "POST", "corrupt", input)
      assert.isTrue(first.every(({ kind }) => kind === "impossible-date" || kind === "orphaned"))
      yield* admin("DELETE", "corrupt")
      assert.deepStrictEqual(yield* adminJson(Damaged, "POST", "corrupt", input), first)
    })
  )
})

describe("the request log", () => {
  it.scoped("counts by status and path, and remembers the last requests", () =>
    Effect.gen(function* () {
      const { admin, adminJson, api } = yield* startSimulator()
      const Log = Schema.Struct({
        total: Schema.Number,
        byStatus: Schema.Record({ key: Schema.String, value: Schema.Number }),
        byPath: Schema.Record({ key: Schema.String, value: Schema.Number }),
        last: Schema.Array(
          Schema.Struct({
            method: Schema.String,
            path: Schema.String,
            query: Schema.String,
            status: Schema.Number,
            user: Schema.NullOr(Schema.String)
          })
        )
      })
      yield* api("/people/v2/people/40135869")
      yield* api("/people/v2/people/1?include=emails")
      const log = yield* adminJson(Log, "GET", "requests?last=1")
      assert.strictEqual(log.total, 2)
      assert.deepStrictEqual(log.byPath, { "/people/v2/people/:id": 2 })
      assert.deepStrictEqual(log.byStatus, { "200": 1, "404": 1 })
      assert.strictEqual(log.last.length, 1)
      assert.strictEqual(log.last[0]?.query, "include=emails")
      assert.match(String(log.last[0]?.user), /^263468:\d+$/)
      yield* admin("DELETE", "requests")
      assert.strictEqual((yield* adminJson(Log, "GET", "requests")).total, 0)
    })
  )
})
