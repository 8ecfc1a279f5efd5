import { HttpClient, HttpClientResponse } from "@effect/platform"
import { AdapterError, OffsetWalk, WalkState } from "@openfaith/adapter-core"
import { assert, describe, layer } from "@effect/vitest"
import { pcoAdapter, pcoEntityManifest } from "@openfaith/pco"
import { Context, Effect, FastCheck as fc, Layer, Redacted, Schema } from "effect"
import { atOnce } from "../../src/load/Steps.ts"
import { identifying, preparing } from "../../src/sync/PreparePages.ts"
import { batchOf, breath, share } from "./FuzzConfig.ts"
import { hostileJson, mutated, mutations, tears, torn, written } from "./Hostile.ts"
import { type RealDocument, realDocuments } from "./RealDocuments.ts"

class Documents extends Context.Tag("test/Documents")<Documents, ReadonlyArray<RealDocument>>() {}

const credential = Effect.succeed({
  type: "personal-access-token",
  applicationId: "app",
  secret: Redacted.make("a-secret")
} as const)

const context = { orgId: "grace", adapter: "pco", timeZone: "America/Chicago", country: "US" }

const walk: WalkState = OffsetWalk.init({ pageSize: 100, window: null, order: null, fixed: {} })

const headers = fc.record(
  {
    "content-type": fc.constantFrom(
      "application/vnd.api+json; charset=utf-8",
      "application/json",
      "application/json",
      "text/html",
      "\u00ff"
    ),
    date: fc.constantFrom("Tue, 03 Mar 2026 08:00:00 GMT", "yesterday", ""),
    "retry-after": fc.constantFrom("2", "-1", "1e9", "soon", "Tue, 03 Mar 2026 08:00:00 GMT"),
    "x-pco-api-request-rate-limit": fc.constantFrom("100", "0", "-5", "many", "99999999999"),
    "x-pco-api-request-rate-period": fc.constantFrom("20", "20 seconds", "", "never"),
    "x-pco-api-request-rate-count": fc.constantFrom("7", "-7", "NaN"),
    "content-length": fc.constantFrom("5", "99999999999", "-1")
  },
  { requiredKeys: ["content-type"] }
)

const status = fc.oneof(
  { weight: 6, arbitrary: fc.constant(200) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 200, max: 599 })
      .filter((code) => code !== 204 && code !== 205 && code !== 304)
  }
)

/** Answers of a source gone mad: a real page with some of it changed, or anything at all. */
const answer = fc.record({
  pick: fc.nat(),
  changes: mutations,
  anything: fc.option(hostileJson, { freq: 8 }),
  tear: tears,
  headers,
  status
})

/** The whole way of a page, from the bytes to the rows that would be written. */
const read = (document: RealDocument, body: string, init: ResponseInit) =>
  Effect.gen(function* () {
    const client = HttpClient.make((request) =>
      Effect.sync(() => HttpClientResponse.fromWeb(request, new Response(body, init)))
    )
    const adapter = yield* Effect.provideService(pcoAdapter(), HttpClient.HttpClient, client)
    const page = yield* adapter.session({ credential }).fetch(document.request)
    OffsetWalk.advance(walk, page)
    const records = [...page.primary, ...page.carried].map((record) => ({ record, repeated: false }))
    const identified = atOnce(identifying(pcoEntityManifest.entities, records))
    const { bad, changed } = atOnce(preparing(identified, new Map(), context))
    assert.strictEqual(changed.length + bad.length, identified.length)
    JSON.stringify([changed.map(({ row }) => row), bad])
  })

describe("a page", () => {
  layer(Layer.effect(Documents, realDocuments))((it) => {
    it.effect.prop(
      "is read, or refused with a typed error, whatever the source sends",
      [batchOf(answer)],
      ([answers]) =>
        Effect.forEach(
          answers,
          Effect.fnUntraced(function* ({ anything, changes, headers, pick, status, tear }) {
            const documents = yield* Documents
            const document = documents[pick % documents.length]
            assert(document !== undefined)
            const body = torn(written(anything ?? mutated(document.body, changes)), tear)
            const result = yield* Effect.either(read(document, body, { status, headers }))
            if (result._tag === "Left") assert.isTrue(Schema.is(AdapterError)(result.left))
          }),
          { discard: true }
        ).pipe(Effect.zipRight(breath)),
      share(0.3)
    )
  })
})
