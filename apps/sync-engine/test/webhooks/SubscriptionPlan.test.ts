import { assert, describe, it } from "@effect/vitest"
import { deliveryPath, subscriptionPlan } from "../../src/webhooks/SubscriptionPlan.ts"
import { subscription } from "../support/Deliveries.ts"

const { url } = subscription("0")
const event = "people.v2.events.person.updated"

const planned = (...listed: ReadonlyArray<ReturnType<typeof subscription>>) =>
  subscriptionPlan([event], url, listed).map(({ adopted, spare }) => [
    adopted?.id ?? null,
    spare.map(({ id }) => id)
  ])

describe("subscriptionPlan", () => {
  it("adopts the one that is there", () => {
    assert.deepStrictEqual(planned(subscription("1")), [["1", []]])
    assert.deepStrictEqual(planned(subscription("1", { active: false })), [["1", []]])
  })

  it("adopts nothing that tells somebody else, or something else", () => {
    assert.deepStrictEqual(
      planned(subscription("1", { url: `${url}2` }), subscription("2", { eventName: `${event}.not` })),
      [[null, []]]
    )
  })

  it("keeps one of several: an active one, else the first", () => {
    const off = { active: false }
    assert.deepStrictEqual(
      planned(subscription("1", off), subscription("2"), subscription("3"), subscription("4", off)),
      [["2", ["3"]]]
    )
    assert.deepStrictEqual(planned(subscription("1", off), subscription("2", off)), [["1", []]])
  })

  it("asks for each event by itself", () => {
    const plan = subscriptionPlan([event, "other"], url, [subscription("1", { eventName: "other" })])
    assert.deepStrictEqual(
      plan.map(({ adopted, eventName }) => [eventName, adopted?.id ?? null]),
      [
        [event, null],
        ["other", "1"]
      ]
    )
  })
})

describe("deliveryPath", () => {
  it("names adapter and connection", () => {
    assert.strictEqual(deliveryPath("pco", "1"), "/webhooks/pco/1")
  })
})
