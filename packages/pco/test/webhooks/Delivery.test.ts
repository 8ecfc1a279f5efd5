import { assert, describe, it } from "@effect/vitest"
import { Manifest, type WebhookDelivery } from "@openfaith/adapter-core"
import { DateTime, Either, FastCheck as fc } from "effect"
import { pcoEntityManifest } from "../../src/index.ts"
import { parse } from "../../src/webhooks/Delivery.ts"
import { mergerEvent } from "../../src/webhooks/EventName.ts"
import { bodyOf, bytesOf, event, eventId } from "../support/Deliveries.ts"

const only = (name: string, payload: unknown): WebhookDelivery => {
  const [first, ...others] = Either.getOrThrow(parse(bodyOf(event(name, payload))))
  assert.isEmpty(others)
  if (first === undefined) throw new Error("nothing was delivered")
  return first
}

const reasonOf = (body: Uint8Array) =>
  Either.match(parse(body), { onLeft: ({ reason }) => reason, onRight: () => null })

const person = {
  data: { type: "Person", id: "40135869", attributes: { first_name: "Ann" } },
  included: [],
  meta: { event_time: "2026-03-01T08:00:00Z", idempotency_token: "t" }
}

describe("parse", () => {
  it("reads an event and keeps its payload as sent", () => {
    const payload = JSON.stringify(person, null, 1)
    assert.deepStrictEqual(only("people.v2.events.person.updated", payload), {
      eventId,
      name: "people.v2.events.person.updated",
      entity: "Person",
      externalId: "40135869",
      action: "updated",
      keptId: null,
      payload,
      eventTime: DateTime.unsafeMake("2026-03-01T08:00:00Z")
    })
  })

  it("knows the entity of every event of the manifest", () => {
    const events = Manifest.events(pcoEntityManifest)
    assert.isAbove(events.length, 20)
    for (const { entity, event } of events.filter(({ event }) => event !== mergerEvent))
      assert.strictEqual(only(event, person).entity, entity, event)
  })

  it("reads what was destroyed, with hardly any payload", () => {
    assert.deepInclude(
      only("groups.v2.events.membership.destroyed", { data: { type: "Membership", id: 7 } }),
      {
        entity: "GroupMembership",
        externalId: "7",
        action: "destroyed",
        eventTime: null
      }
    )
  })

  it("reads a merger as news of the person removed, by attributes or by relationships", () => {
    const linked = (id: string) => ({ data: { type: "Person", id } })
    for (const data of [
      { type: "PersonMerger", id: "9", attributes: { person_to_keep_id: 1, person_to_remove_id: 2 } },
      {
        type: "PersonMerger",
        id: 9,
        relationships: { person_to_keep: linked("1"), person_to_remove: linked("2") }
      }
    ])
      assert.deepInclude(only("people.v2.events.person_merger.created", { data }), {
        entity: "Person",
        action: "merged",
        externalId: "2",
        keptId: "1"
      })
  })

  it("keeps events it does not know", () => {
    assert.deepInclude(only("giving.v2.events.donation.refunded", person), {
      entity: null,
      action: "unknown",
      externalId: "40135869"
    })
  })

  it.each([
    ["nothing", ""],
    ["no JSON", "torn {"],
    ["null", "null"],
    ["another document", '{"errors":[]}'],
    ["a list", '{"data":[]}'],
    ["an empty id", '{"data":{"id":""}}'],
    ["an object for an id", '{"data":{"id":{}}}']
  ])("keeps an event whose payload is %s, without a record", (_, payload) => {
    const delivery = only("people.v2.events.person.updated", payload)
    assert.deepInclude(delivery, { entity: "Person", externalId: null, eventTime: null })
    assert.doesNotThrow(() => JSON.parse(delivery.payload))
  })

  it("reads several events, and a body without any", () => {
    const other = "0d3b6a40-27b1-4c5b-b2cd-5d6c1f8a9e10"
    const body = bodyOf(
      event("people.v2.events.email.created", { data: { id: "1" } }),
      event("people.v2.events.email.updated", { data: { id: "1" } }, other)
    )
    assert.deepStrictEqual(
      Either.getOrThrow(parse(body)).map(({ action, eventId }) => [action, eventId]),
      [
        ["created", eventId],
        ["updated", other]
      ]
    )
    assert.deepStrictEqual(parse(bodyOf()), Either.right([]))
  })

  it("reads an event that stands alone", () => {
    assert.deepStrictEqual(
      parse(bytesOf({ data: event("people.v2.events.person.updated", person) })),
      parse(bodyOf(event("people.v2.events.person.updated", person)))
    )
  })

  it("gives an event whose id is no UUID one that stays the same", () => {
    const idOf = (id: unknown, payload: unknown = person) => {
      const [one] = Either.getOrThrow(parse(bodyOf(event("people.v2.events.person.updated", payload, id))))
      return one?.eventId ?? ""
    }
    const other = { data: { type: "Person", id: "7" } }
    for (const id of ["1sa1b1c-def1-ghi2-9876-123456acvb", 7, "evt_7"]) {
      assert.match(idOf(id), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      assert.strictEqual(idOf(id), idOf(id, other))
    }
    assert.notStrictEqual(idOf("evt_7"), idOf("evt_8"))
    assert.strictEqual(idOf(null), idOf(null))
    assert.notStrictEqual(idOf(null), idOf(null, other))
  })

  it.each([
    ["nothing", null],
    ["an id only", { id: "1" }],
    ["a name of odd characters", event("nul\u0000", person)],
    ["an empty name", event("", person)]
  ])("keeps an event of %s, and those beside it", (_, odd) => {
    const events = Either.getOrThrow(parse(bodyOf(odd, event("people.v2.events.person.updated", person))))
    assert.deepStrictEqual(
      events.map(({ entity, name }) => [entity, name]),
      [
        [null, "unnamed"],
        ["Person", "people.v2.events.person.updated"]
      ]
    )
  })

  it("tells what is no delivery", () => {
    for (const body of ["", "torn {", "\ufeff{}"]) assert.strictEqual(reasonOf(bytesOf(body)), "json", body)
    for (const body of ["null", "[]", "{}", '{"data":null}', '{"data":7}'])
      assert.strictEqual(reasonOf(bytesOf(body)), "shape", body)
  })

  it("does not quote what it cannot read", () => {
    const { message } = Either.getOrThrowWith(Either.flip(parse(bytesOf("planted"))), () => "read")
    assert.notInclude(message, "planted")
  })

  it("survives whatever comes", () => {
    const anything = fc.oneof(
      fc.uint8Array(),
      fc.json().map(bytesOf),
      fc.jsonValue().map((value) => bytesOf({ data: value })),
      fc.jsonValue().map((value) => bytesOf({ data: [value] })),
      fc.jsonValue().map((attributes) => bytesOf({ data: [{ id: eventId, attributes }] })),
      fc
        .tuple(fc.string(), fc.jsonValue())
        .map(([name, payload]) => bytesOf({ data: [{ id: eventId, attributes: { name, payload } }] })),
      fc.jsonValue().map((data) => bodyOf(event("people.v2.events.person_merger.created", { data })))
    )
    fc.assert(
      fc.property(anything, (body) => {
        Either.match(parse(body), {
          onLeft: ({ _tag }) => assert.strictEqual(_tag, "MalformedDelivery"),
          onRight: (deliveries) => {
            for (const { payload } of deliveries) JSON.parse(payload)
          }
        })
      }),
      { numRuns: 500 }
    )
  })

  it("survives nesting without end", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`
    for (const payload of [JSON.stringify(deep), deep]) {
      const body = `{"data":[{"id":"${eventId}","attributes":{"name":"a.b","payload":${payload}}}]}`
      assert.doesNotThrow(() => parse(bytesOf(body)))
    }
  })
})
