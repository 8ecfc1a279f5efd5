import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { pcoAdapter } from "@openfaith/pco"
import { Effect, FastCheck as fc, Redacted } from "effect"
import { deliveryBody, signature } from "../support/Deliveries.ts"
import { batchOf, breath, share } from "./FuzzConfig.ts"
import { hostileJson, mutated, mutations, tears, torn, written } from "./Hostile.ts"

const secrets = [
  { eventName: "people.v2.events.person.updated", secret: Redacted.make("one") },
  { eventName: "people.v2.events.email.created", secret: Redacted.make("two") }
]

const webhooks = pcoAdapter().pipe(
  Effect.provideService(
    HttpClient.HttpClient,
    HttpClient.make(() => Effect.dieMessage("no delivery asks for anything"))
  ),
  Effect.map((adapter) => adapter.webhooks)
)

/** The body of a delivery, some of it changed, also within the payload, which is JSON in a string; or anything at all. */
const body = fc
  .record({
    changes: mutations,
    inner: fc.option(mutations),
    name: fc.constantFrom(
      "people.v2.events.person.updated",
      "people.v2.events.person.destroyed",
      "people.v2.events.person_merger.created",
      "groups.v2.events.group.updated",
      "songs"
    ),
    anything: fc.option(hostileJson, { freq: 6 }),
    tear: tears
  })
  .map(({ anything, changes, inner, name, tear }) => {
    const real = JSON.parse(deliveryBody(name, "40135869", "6f0c2c1e-0000-4000-8000-000000000001"))
    if (inner !== null) {
      const attributes = real.data[0].attributes
      attributes.payload = written(mutated(JSON.parse(attributes.payload), inner))
    }
    return torn(written(anything ?? (inner === null ? mutated(real, changes) : real)), tear)
  })

const headers = fc.dictionary(
  fc.constantFrom("x-pco-webhooks-authenticity", "x-pco-webhooks-name", "content-type", "__proto__"),
  fc.oneof(fc.string(), fc.constantFrom("0".repeat(64), "f".repeat(64), "zz", secrets[0]?.eventName ?? ""))
)

describe("a delivery", () => {
  it.effect.prop(
    "is read, or refused with a typed error, and nobody but the holder of a secret can sign it",
    [batchOf(fc.tuple(body, headers))],
    ([deliveries]) =>
      Effect.forEach(
        deliveries,
        Effect.fnUntraced(function* ([text, forged]) {
          const port = yield* webhooks
          assert(port !== undefined)
          const raw = new TextEncoder().encode(text)
          const result = port.parse(raw)
          if (result._tag === "Left") assert.strictEqual(result.left._tag, "MalformedDelivery")
          else for (const { payload } of result.right) JSON.parse(payload)
          assert.isFalse(port.verify(raw, forged, secrets))
          assert.isTrue(port.verify(raw, signature(raw, "two"), secrets))
        }),
        { discard: true }
      ).pipe(Effect.zipRight(breath)),
    share(0.2)
  )
})
