import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { accessToken, type Answering, fakePco, jsonAnswer } from "./support/FakeHttp.ts"

const probed = (answering: Answering) =>
  Effect.flatMap(fakePco(answering), ({ adapter }) => adapter.probe(accessToken))

const organization = (attributes: Record<string, unknown>) => () =>
  jsonAnswer({ data: { type: "Organization", id: "263468", attributes } })

describe("probe", () => {
  it.effect("asks the root of People whose the credential is", () =>
    Effect.gen(function* () {
      const answer = organization({
        name: " Grace  Church ",
        time_zone: "Eastern Time (US & Canada)",
        country_code: "us"
      })
      const { adapter, sent } = yield* fakePco(answer)
      assert.deepStrictEqual(yield* adapter.probe(accessToken), {
        organisation: { id: "263468", name: "Grace Church", timeZone: "America/New_York", countryCode: "US" }
      })
      assert.deepStrictEqual(
        (yield* sent).map(({ url }) => url.href),
        ["https://api.planningcenteronline.com/people/v2"]
      )
    })
  )

  it.effect("makes do with what it is told", () =>
    Effect.gen(function* () {
      const untold = { id: "263468", name: "263468", timeZone: "UTC", countryCode: "US" }
      assert.deepStrictEqual((yield* probed(organization({}))).organisation, untold)
      const odd = organization({ name: null, time_zone: "Middle-earth", country_code: "Shire" })
      assert.deepStrictEqual((yield* probed(odd)).organisation, untold)
    })
  )

  it.effect("fails with the upstream's words", () =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(
        probed(() => jsonAnswer({ errors: [{ detail: "No such application" }] }, { status: 401 }))
      )
      assert.deepInclude(refused, { _tag: "Unauthorized", detail: "No such application" })
      const strange = yield* Effect.flip(probed(() => jsonAnswer({ data: { id: "1" } })))
      assert.deepInclude(strange, { _tag: "MalformedResponse", reason: "shape" })
    })
  )
})
