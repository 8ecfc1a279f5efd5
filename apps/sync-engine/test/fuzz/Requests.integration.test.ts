import { OpenApi } from "@effect/platform"
import { assert, describe, layer } from "@effect/vitest"
import type { JsonValue } from "@openfaith/adapter-core"
import { SyncApi, SyncRpcs } from "@openfaith/sync-api"
import { Arbitrary, Context, Effect, FastCheck as fc, Layer, Redacted, Schema } from "effect"
import { SubscriptionStore } from "../../src/stores/SubscriptionStore.ts"
import { connect, trigger } from "../support/Connections.ts"
import { deliveryBody, signature, subscription } from "../support/Deliveries.ts"
import { HttpNode, layerHttpNode, type Reply } from "../support/HttpNode.ts"
import { batchOf, share } from "./FuzzConfig.ts"
import { hostileJson, mutated, mutations, tears, torn, written } from "./Hostile.ts"

const orgId = "grace"
const secret = "secret-of-grace"
const eventName = "people.v2.events.person.updated"

/** A node that knows an organisation, and the account to deliver to. */
class Known extends Context.Tag("test/Known")<Known, { readonly connectionId: string }>() {}

const layerKnown = Layer.effect(
  Known,
  Effect.gen(function* () {
    const { connectionId } = yield* connect(orgId)
    yield* trigger({ orgId, connectionId, adapter: "pco" })
    const found = subscription("1", { secret: Redacted.make(secret) })
    const store = yield* SubscriptionStore
    yield* store.record(connectionId, [{ eventName, url: found.url, found, revived: false, error: null }])
    return { connectionId }
  })
).pipe(Layer.provideMerge(layerHttpNode))

const errors = [
  "Unauthorized",
  "NotFound",
  "InvalidRequest",
  "PayloadTooLarge",
  "CredentialRefused",
  "Conflict",
  "ServiceUnavailable"
]

const tagOf = (json: unknown): unknown =>
  typeof json === "object" && json !== null && "_tag" in json ? json._tag : undefined

// Server-sent events go on for as long as a run does.
const operations = Object.entries(OpenApi.fromApi(SyncApi).paths).flatMap(([path, methods]) =>
  path.endsWith("/events")
    ? []
    : Object.entries(methods).map(([method, { parameters }]) => ({
        method: method.toUpperCase(),
        path,
        query: (parameters ?? []).flatMap((one) => (one.in === "query" ? [one.name] : []))
      }))
)

const words = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(orgId, "pco", "delta", "Person", "1", "17", crypto.randomUUID()) },
  { weight: 1, arbitrary: fc.string() },
  // Places in a list, as a caller might make them up.
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.stringMatching(/^[0-9 :.+-]{10,40}$/), fc.uuid())
      .map((place) => Buffer.from(JSON.stringify(place)).toString("base64url"))
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("..", "%", "\u0000", "\ud800", "💥", "a".repeat(5_000), "-1", "1e9")
  }
)

const bodies: ReadonlyArray<JsonValue> = [
  { adapter: "pco", mode: "full", entities: ["Person"] },
  { auth: { type: "personal-access-token", applicationId: "app", secret: "good-secret" } },
  {
    auth: {
      type: "oauth",
      accessToken: "a",
      refreshToken: "r",
      expiresAt: "2026-03-01T08:00:00Z"
    }
  },
  { everySeconds: 3600, paused: true },
  { at: "02:00" },
  { reason: "a test record" },
  { apiKey: "key" }
]

const encoded = (word: string): string => {
  try {
    return encodeURIComponent(word)
  } catch {
    return "%ED%A0%80"
  }
}

const request = fc.record({
  operation: fc.constantFrom(...operations),
  words: fc.array(words, { minLength: 4, maxLength: 4 }),
  query: fc.array(words, { maxLength: 4 }),
  body: fc.oneof(
    hostileJson.map(written),
    fc
      .tuple(fc.constantFrom(...bodies), fc.option(mutations), tears)
      .map(([body, changes, tear]) => torn(written(changes === null ? body : mutated(body, changes)), tear))
  ),
  contentType: fc.constantFrom("application/json", "application/json", "application/json", "text/plain", "x")
})

const pathOf = ({
  operation,
  query,
  words: given
}: typeof request extends fc.Arbitrary<infer A> ? A : never) => {
  let index = 0
  const path = operation.path.replaceAll(/\{[^}]+\}/g, () => encoded(given[index++] ?? ""))
  const asked = operation.query
    .slice(0, query.length)
    .map((name, at) => `${name}=${encoded(query[at] ?? "")}`)
  return asked.length === 0 ? path : `${path}?${asked.join("&")}`
}

const rpcs = [...SyncRpcs.requests.values()].map(({ _tag, payloadSchema }) => ({
  tag: _tag,
  decode: Schema.decodeUnknownEither(payloadSchema as Schema.Schema<unknown, unknown>),
  payloads: Arbitrary.make(payloadSchema as Schema.Schema<unknown, unknown>).map((payload) =>
    Schema.encodeSync(payloadSchema as Schema.Schema<unknown, unknown>)(payload)
  )
}))

const procedure = fc.constantFrom(...rpcs).chain(({ decode, payloads, tag }) =>
  fc
    .tuple(
      payloads.map((payload) => JSON.parse(JSON.stringify(payload ?? {})) as JsonValue),
      fc.option(mutations)
    )
    .map(([payload, changes]) => {
      const sent = changes === null ? payload : mutated(payload, changes)
      return { tag, payload: sent, isGood: decode(sent)._tag === "Right" }
    })
)

/** Every failure in an answer of the remote procedures. */
const failuresIn = (reply: Reply): ReadonlyArray<unknown> =>
  reply.text
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => {
      const message = JSON.parse(line)
      return message._tag === "Exit" && message.exit._tag === "Failure" ? [message.exit.cause] : []
    })

describe("a node", () => {
  layer(layerKnown, { excludeTestServices: true, timeout: 60_000 })((it) => {
    it.effect.prop(
      "answers every request, and refuses with a typed error",
      [batchOf(request)],
      ([requests]) =>
        Effect.forEach(
          requests,
          Effect.fnUntraced(function* (given) {
            const { call } = yield* HttpNode
            const { method } = given.operation
            const reply = yield* call(method, pathOf(given), {
              ...(method === "GET" || method === "HEAD" ? {} : { body: given.body }),
              headers: { "content-type": given.contentType }
            })
            assert.notStrictEqual(reply.status, 500, reply.text)
            if (reply.status >= 400 && reply.text !== "")
              assert.include(errors, tagOf(reply.json), reply.text)
          }),
          { discard: true }
        ),
      share(0.12)
    )

    it.effect.prop(
      "answers every procedure, and refuses with a typed error",
      [batchOf(fc.tuple(procedure, tears))],
      ([procedures]) =>
        Effect.forEach(
          procedures,
          Effect.fnUntraced(function* ([{ isGood, payload, tag }, tear]) {
            const { call } = yield* HttpNode
            const line = `${written({ _tag: "Request", id: "1", tag, payload, headers: [] })}\n`
            const reply = yield* call("POST", "/rpc", {
              body: torn(line, tear),
              headers: { "content-type": "application/ndjson" }
            })
            assert.isBelow(reply.status, 500, `${torn(line, tear)} ${reply.text}`)
            for (const cause of reply.status === 200 ? failuresIn(reply) : [])
              if (isGood && tear === null) assert.strictEqual(tagOf(cause), "Fail", JSON.stringify(cause))
          }),
          { discard: true }
        ),
      share(0.08)
    )

    it.effect.prop(
      "takes every delivery that is signed, or says why not",
      [batchOf(fc.tuple(hostileJson, fc.option(mutations), tears, fc.boolean()))],
      ([deliveries]) =>
        Effect.forEach(
          deliveries,
          Effect.fnUntraced(function* ([anything, changes, tear, isSigned]) {
            const { call } = yield* HttpNode
            const { connectionId } = yield* Known
            const real = JSON.parse(deliveryBody(eventName, "1"))
            const body = torn(written(changes === null ? anything : mutated(real, changes)), tear)
            const reply = yield* call("POST", `/webhooks/pco/${connectionId}`, {
              key: null,
              body,
              headers: isSigned
                ? signature(body, secret)
                : { "x-pco-webhooks-authenticity": body.slice(0, 9) }
            })
            assert.include(isSigned ? [200, 400] : [401], reply.status)
          }),
          { discard: true }
        ),
      share(0.05)
    )
  })
})
