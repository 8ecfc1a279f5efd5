import { OpenApi } from "@effect/platform"
import { assert, describe, layer } from "@effect/vitest"
import type { JsonValue } from "@openfaith/adapter-core"
import { SyncApi, SyncRpcs } from "@openfaith/sync-api"
import { Arbitrary, Context, Effect, FastCheck as fc, Layer, Redacted, Schema } from "effect"
import { namesToString } from "../../src/http/JsonNames.ts"
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

/** What a parameter of this name may well be. */
const likely: Readonly<Record<string, fc.Arbitrary<string>>> = {
  orgId: fc.constant(orgId),
  adapter: fc.constant("pco"),
  mode: fc.constantFrom("delta", "full", "reconciliation"),
  entity: fc.constantFrom("Person", "Email"),
  limit: fc.constantFrom("1", "10"),
  // Places in a list, as a caller might make them up.
  cursor: fc
    .tuple(
      fc.stringMatching(/^[0-9]{4}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-9]{2}:[0-9]{2}[+-][0-9]{2}$/),
      fc.uuid()
    )
    .map((place) => Buffer.from(JSON.stringify(place)).toString("base64url"))
}

const unlikely = fc.oneof(
  fc.constantFrom(orgId, "pco", "1", "17", crypto.randomUUID()),
  fc.string(),
  fc.constantFrom("..", "%", "\u0000", "\ud800", "💥", "a".repeat(5_000), "-1", "1e9", "9".repeat(19))
)

const valueOf = (name: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 4, arbitrary: likely[name] ?? unlikely }, { weight: 1, arbitrary: unlikely })

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

const pathOf = (path: string): fc.Arbitrary<string> => {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name)
  return fc
    .tuple(...names.map(valueOf))
    .map((values) =>
      names.reduce((made, name, at) => made.replace(`{${name}}`, () => encoded(values[at] ?? "")), path)
    )
}

const queryOf = (names: ReadonlyArray<string>): fc.Arbitrary<string> =>
  fc
    .record(Object.fromEntries(names.map((name) => [name, valueOf(name)])), { requiredKeys: [] })
    .map((given) =>
      Object.entries(given as Readonly<Record<string, string>>)
        .map(([name, value]) => `${name}=${encoded(value)}`)
        .join("&")
    )

const body = fc.oneof(
  hostileJson.map(written),
  fc
    .tuple(fc.constantFrom(...bodies), fc.option(mutations), tears)
    .map(([value, changes, tear]) => torn(written(changes === null ? value : mutated(value, changes)), tear))
)

const request = fc.constantFrom(...operations).chain(({ method, path, query }) =>
  fc.record({
    method: fc.constant(method),
    path: fc.tuple(pathOf(path), queryOf(query)).map(([at, asked]) => `${at}?${asked}`),
    body,
    contentType: fc.constantFrom("application/json", "application/json", "text/plain", "x")
  })
)

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
      const isGood = !namesToString(written(sent)) && decode(sent)._tag === "Right"
      return { tag, payload: sent, isGood }
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
          Effect.fnUntraced(function* ({ body, contentType, method, path }) {
            const { call } = yield* HttpNode
            const reply = yield* call(method, path, {
              ...(method === "GET" || method === "HEAD" ? {} : { body }),
              headers: { "content-type": contentType }
            })
            // The database is there all the time: nothing may look as if it were away.
            assert.isBelow(reply.status, 500, `${method} ${path}: ${reply.text}`)
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
