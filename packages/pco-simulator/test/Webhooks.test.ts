import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { combined } from "../src/webhooks/Changes.ts"
import { retries, retrySeconds } from "../src/webhooks/Delivery.ts"
import { isSigned } from "./fixtures/Receiver.ts"
import { Report, startWebhooks } from "./fixtures/WebhookClient.ts"

const Facts = Schema.Record({ key: Schema.String, value: Schema.Unknown })
const events = (resource: string, ...actions: ReadonlyArray<string>): ReadonlyArray<string> =>
  actions.map((action) => `${resource}.${action}`)
const people = "people.v2.events"

type Running = Effect.Effect.Success<ReturnType<typeof startWebhooks>>

const firstId = ({ truth }: Running, entity: string, place = 0) =>
  truth(entity).pipe(Effect.map((rows) => String(rows[place]?.["id"])))

const namesOf = ({ receiver }: Running): ReadonlyArray<string> => receiver.received.map(({ name }) => name)

describe("deliveries", () => {
  it.scoped("have the documented envelope and headers, signed over the raw body", () =>
    Effect.gen(function* () {
      const running = yield* startWebhooks()
      const { admin, flush, organizations, receiver, subscribe } = running
      yield* admin("POST", "clock", { now: "2026-02-03T12:00:00.000Z" })
      const { attributes } = yield* subscribe(`${people}.person.updated`)
      const id = yield* firstId(running, "Person")
      yield* admin("PATCH", `records/Person/${id}`, { first_name: "Zoë" })
      const report = yield* flush()
      assert.deepInclude(report, { delivered: 1, pending: 0, failed: 0, retried: 0 })
      assert.isNumber(report.answerMs.p99)
      assert.isNumber(report.eventToDeliveredMs.p50)
      const [delivery] = receiver.received
      if (delivery === undefined) return assert.fail("nothing arrived")
      assert.isTrue(isSigned(delivery, attributes.authenticity_secret))
      assert.strictEqual(delivery.headers["x-pco-webhooks-event"], delivery.id)
      assert.match(String(delivery.headers["x-pco-webhooks-event-id"]), /^\d+$/)
      assert.strictEqual(delivery.headers["x-pco-webhooks-event-time"], "2026-02-03T12:00:00Z")
      assert.strictEqual(delivery.headers["x-pco-webhooks-name"], `${people}.person.updated`)
      assert.include(
        delivery.body,
        `"organization":{"data":{"type":"Organization","id":"${organizations[0]?.id}"}}`
      )
      assert.strictEqual(delivery.attempt, 1)
      const { data, included, meta } = delivery.payload
      assert.strictEqual(data.id, id)
      assert.strictEqual(data.attributes?.["first_name"], "Zoë")
      assert.deepStrictEqual(included, [])
      assert.includeMembers(Object.keys(meta ?? {}), ["parent", "event_time", "idempotency_token"])
      return undefined
    })
  )

  it.scoped(
    "show an address with its street, a destroyed record without attributes, a group without meta",
    () =>
      Effect.gen(function* () {
        const running = yield* startWebhooks()
        const { admin, flush, receiver, subscribe } = running
        yield* Effect.forEach(
          [...events(`${people}.address`, "updated", "destroyed"), "groups.v2.events.group.updated"],
          subscribe
        )
        const id = yield* firstId(running, "Address")
        yield* admin("PATCH", `records/Address/${id}`, { street_line_1: "1 Elm St", street_line_2: "Apt 2" })
        yield* flush()
        yield* admin("DELETE", `records/Address/${id}`)
        yield* flush()
        yield* admin("PATCH", `records/Group/${yield* firstId(running, "Group")}`, { name: "New" })
        yield* flush()
        const [edited, gone, group] = receiver.received.map(({ payload }) => payload)
        assert.strictEqual(edited?.data.attributes?.["street"], "1 Elm St\nApt 2")
        assert.notProperty(edited?.data.attributes, "street_line_1")
        assert.strictEqual(gone?.data.id, id)
        assert.notProperty(gone?.data, "attributes")
        assert.deepStrictEqual(Object.keys(gone?.meta ?? {}), ["parent"])
        assert.isUndefined(gone?.included)
        assert.strictEqual(group?.data.attributes?.["name"], "New")
        assert.isUndefined(group?.meta)
        assert.isUndefined(group?.included)
      })
  )

  it.scoped("are made for a record and what goes or comes with it, to those who subscribed", () =>
    Effect.gen(function* () {
      const running = yield* startWebhooks()
      const { admin, adminJson, flush, receiver, subscribe, truth } = running
      yield* Effect.forEach(
        [
          ...events(`${people}.person`, "created", "destroyed"),
          ...events(`${people}.email`, "created", "updated", "destroyed")
        ],
        subscribe
      )
      const [email] = yield* truth("Email")
      const person = String(email?.["person_id"])
      const emails = (yield* truth("Email")).filter(({ person_id }) => person_id === person)
      const campus = yield* firstId(running, "Campus")
      yield* admin("PATCH", `records/Campus/${campus}`, { name: "Elsewhere" })
      yield* admin("PATCH", `records/Person/${person}`, { nickname: "unheard" })
      yield* admin("DELETE", `records/Person/${person}`)
      yield* flush()
      assert.sameMembers(
        [...namesOf(running)],
        [`${people}.person.destroyed`, ...emails.map(() => `${people}.email.destroyed`)]
      )
      receiver.received.length = 0
      yield* admin("POST", `people/${person}/restore`)
      yield* flush()
      assert.sameMembers(
        [...namesOf(running)],
        [`${people}.person.created`, ...emails.map(() => `${people}.email.created`)]
      )
      receiver.received.length = 0
      const made = yield* adminJson(Facts, "POST", "records/Email", { person_id: person, primary: true })
      yield* flush()
      assert.deepStrictEqual(namesOf(running), [`${people}.email.created`])
      assert.strictEqual(receiver.received[0]?.payload.data.id, made["id"])
    })
  )

  it.scoped("tell a merge by the person who went and by a merger whose ids are numbers", () =>
    Effect.gen(function* () {
      const running = yield* startWebhooks()
      const { admin, configure, flush, receiver, subscribe } = running
      yield* subscribe(`${people}.person.destroyed`)
      yield* subscribe(`${people}.person_merger.created`)
      yield* configure({ concurrency: 1 })
      const orders = new Set<string>()
      for (const place of [0, 2, 4, 6, 8, 10]) {
        receiver.received.length = 0
        const [loser, keeper] = [
          yield* firstId(running, "Person", place),
          yield* firstId(running, "Person", place + 9)
        ]
        yield* admin("POST", `people/${loser}/merge-into/${keeper}`)
        yield* flush()
        assert.strictEqual(receiver.received.length, 2)
        const merger = receiver.received.find(({ name }) => name.includes("person_merger"))?.payload
        assert.strictEqual(merger?.data.attributes?.["person_to_keep_id"], Number(keeper))
        assert.strictEqual(merger?.data.attributes?.["person_to_remove_id"], Number(loser))
        orders.add(namesOf(running).join())
      }
      assert.strictEqual(orders.size, 2)
    })
  )
})

describe("failures", () => {
  it.scoped("are tried again with the next attempt until they are taken", () =>
    Effect.gen(function* () {
      const running = yield* startWebhooks({}, ({ attempt }) => (attempt < 4 ? 503 : 200))
      const { admin, configure, flush, receiver, subscribe } = running
      yield* subscribe(`${people}.person.updated`)
      yield* configure({ retryTimeScale: 0.0005 })
      yield* admin("PATCH", `people/${yield* firstId(running, "Person")}`, { nickname: "A" })
      assert.deepInclude(yield* flush(), { delivered: 1, retried: 3, failed: 0 })
      assert.deepStrictEqual(
        receiver.received.map(({ attempt }) => attempt),
        [1, 2, 3, 4]
      )
      assert.strictEqual(new Set(receiver.received.map(({ id }) => id)).size, 1)
      const [first, second, third] = receiver.received
      assert.isAbove((third?.at ?? 0) - (second?.at ?? 0), 25)
      assert.isAbove((second?.at ?? 0) - (first?.at ?? 0), 12)
    })
  )

  it.scoped("end a subscription after the last retry, and at once when it is gone", () =>
    Effect.gen(function* () {
      const running = yield* startWebhooks({}, ({ name }) => (name.includes("household") ? 410 : 302))
      const { admin, configure, flush, look, receiver, subscribe } = running
      const person = yield* subscribe(`${people}.person.updated`)
      const household = yield* subscribe(`${people}.household.updated`)
      yield* configure({ retryTimeScale: 0 })
      const id = yield* firstId(running, "Person")
      yield* admin("PATCH", `people/${id}`, { nickname: "A" })
      yield* admin("PATCH", `records/Household/${yield* firstId(running, "Household")}`, { name: "B" })
      assert.deepInclude(yield* flush(), { delivered: 0, retried: retries, failed: 2, pending: 0 })
      assert.strictEqual(receiver.received.length, 1 + retries + 1)
      assert.isFalse((yield* look(person.id)).attributes.active)
      assert.isFalse((yield* look(household.id)).attributes.active)
      yield* admin("PATCH", `people/${id}`, { nickname: "C" })
      assert.strictEqual((yield* flush()).pending, 0)
      assert.strictEqual(receiver.received.length, 1 + retries + 1)
    })
  )

  it("are spread over five days, as told", () => {
    const waits = Array.from({ length: retries }, (_, place) => retrySeconds(place + 1))
    assert.deepStrictEqual(waits.slice(0, 3), [30, 60, 120])
    assert.approximately(waits.reduce((sum, wait) => sum + wait, 0) / 86_400, 5.4, 0.05)
    assert.strictEqual(waits.at(-1), 86_400)
  })
})

describe("what the admin API does to deliveries", () => {
  it.scoped(
    "holds and releases them, and drops them with a subscription that is switched off in silence",
    () =>
      Effect.gen(function* () {
        const running = yield* startWebhooks()
        const { admin, configure, flush, look, receiver, subscribe } = running
        const { attributes, id } = yield* subscribe(`${people}.person.updated`)
        const person = yield* firstId(running, "Person")
        yield* configure({ hold: true })
        yield* admin("PATCH", `people/${person}`, { nickname: "A" })
        assert.strictEqual((yield* flush(30)).pending, 1)
        yield* configure({ hold: false })
        assert.strictEqual((yield* flush()).delivered, 1)
        yield* configure({ hold: true })
        yield* admin("PATCH", `people/${person}`, { nickname: "B" })
        assert.strictEqual(
          (yield* admin("POST", `webhooks/subscriptions/${id}`, { active: false })).status,
          200
        )
        assert.deepInclude(yield* configure({ hold: false }), { pending: 0, dropped: 1 })
        yield* admin("PATCH", `people/${person}`, { nickname: "C" })
        assert.strictEqual((yield* flush()).delivered, 1)
        assert.strictEqual(receiver.received.length, 1)
        const after = yield* look(id)
        assert.isFalse(after.attributes.active)
        assert.strictEqual(after.attributes.updated_at, attributes.updated_at)
      })
  )

  it.scoped("doubles and forges them by a seed", () =>
    Effect.gen(function* () {
      const run = Effect.gen(function* () {
        const running = yield* startWebhooks()
        const { configure, flush, receiver, subscribe } = running
        const { attributes } = yield* subscribe(`${people}.person.updated`)
        yield* configure({ hold: true, concurrency: 1, duplicates: 0.2, forged: 0.1, seed: 3 })
        const rows = (yield* running.truth("Person")).slice(0, 50)
        for (const { id } of rows) yield* running.admin("PATCH", `people/${String(id)}`, { nickname: "A" })
        yield* configure({ hold: false })
        const report = yield* flush()
        const genuine = receiver.received.filter((each) => isSigned(each, attributes.authenticity_secret))
        return { report, genuine, received: receiver.received }
      })
      const { genuine, received, report } = yield* run
      const again = yield* run
      assert.strictEqual(report.delivered, 50)
      assert.isAbove(report.duplicated, 0)
      assert.isAbove(report.forged, 0)
      assert.strictEqual(genuine.length, 50 + report.duplicated)
      assert.strictEqual(new Set(genuine.map(({ id }) => id)).size, 50)
      const forged = received.filter((each) => !genuine.includes(each))
      assert.strictEqual(forged.length, report.forged)
      assert.strictEqual(report.forgedAccepted, report.forged)
      assert.isTrue(forged.every(({ name }) => name === `${people}.person.destroyed`))
      const told = (all: typeof received) =>
        all.map(({ id, name, payload }) => `${id} ${name} ${payload.data.id}`)
      assert.sameOrderedMembers(told([...again.received]), told([...received]))
    })
  )

  it.scoped("fires a load at its rate, every genuine delivery an edit that can be read back", () =>
    Effect.gen(function* () {
      const running = yield* startWebhooks()
      const { admin, adminJson, flush, receiver, subscribe, truth } = running
      const request = {
        count: 400,
        perSecond: 400,
        duplicates: 0.2,
        forged: 0.05,
        shuffleMs: 100,
        records: 40
      }
      assert.strictEqual((yield* admin("POST", "webhooks/load", request)).status, 409)
      const { attributes } = yield* subscribe(`${people}.person.updated`)
      const started = performance.now()
      const { load } = yield* adminJson(Report, "POST", "webhooks/load", request)
      assert.deepInclude(load ?? {}, { running: true, genuine: 300, duplicates: 80, forged: 20 })
      const report = yield* flush(20_000)
      const elapsed = performance.now() - started
      assert.deepInclude(report, { delivered: 300, duplicated: 80, forged: 20, pending: 0 })
      assert.isAbove(elapsed, 990)
      const genuine = receiver.received.filter((each) => isSigned(each, attributes.authenticity_secret))
      assert.strictEqual(genuine.length, 380)
      const nicknames = genuine.map(({ payload }) => String(payload.data.attributes?.["nickname"]))
      assert.strictEqual(new Set(nicknames).size, 300)
      const order = nicknames.map((nickname) => Number(nickname.slice(5)))
      assert.isTrue(order.some((edit, place) => edit < (order[place - 1] ?? 0)))
      const edited = (yield* truth("Person")).filter(({ nickname }) => String(nickname).startsWith("Load "))
      assert.strictEqual(edited.length, 40)
    })
  )
})

describe("changes", () => {
  it("of one record in one request come to one event", () => {
    assert.strictEqual(combined(null, "updated"), "updated")
    assert.strictEqual(combined("created", "updated"), "created")
    assert.strictEqual(combined("updated", "destroyed"), "destroyed")
    assert.strictEqual(combined("destroyed", "created"), "updated")
    assert.isNull(combined("created", "destroyed"))
  })
})

describe("the clock", () => {
  it.scoped("is what the Date of every answer follows", () =>
    Effect.gen(function* () {
      const { admin, api, raw } = yield* startWebhooks()
      yield* admin("POST", "clock", { now: "2031-02-03T12:00:00.000Z" })
      const expected = "Mon, 03 Feb 2031 12:00:00 GMT"
      assert.strictEqual((yield* api("/people/v2/people?per_page=1")).headers["date"], expected)
      assert.strictEqual((yield* raw("/people/v2/people")).headers["date"], expected)
      assert.strictEqual((yield* raw("/_sim/truth/Campus")).headers["date"], expected)
      assert.strictEqual((yield* raw("/nowhere")).headers["date"], expected)
    })
  )
})
