import { type Credential, MalformedResponse, RecordFault } from "@openfaith/adapter-core"
import { HttpClientRequest } from "@effect/platform"
import { Effect, Schema } from "effect"
import { authorization } from "./http/Authorization.ts"
import type { Exchange } from "./http/Exchange.ts"
import { urlBelow } from "./http/PageUrl.ts"
import { documentOf } from "./jsonapi/Document.ts"
import { apiVersions } from "./Product.ts"
import { Organization, organisationOf } from "./wire/Organization.ts"

const decode = Schema.decodeUnknown(Organization)

/**
 * Asks with a credential which organisation it belongs to: one request to the root of People.
 *
 * @see https://developer.planning.center/docs/#/apps/people/2025-11-10/vertices/organization
 */
export const makeProbe = (exchange: Exchange, baseUrl: URL) =>
  Effect.fn("Pco.probe")(function* (credential: Credential) {
    const url = urlBelow(baseUrl, "/people/v2")
    const signed = HttpClientRequest.get("", {
      headers: { authorization: authorization(credential), "x-pco-api-version": apiVersions.people }
    })
    const { body } = yield* exchange(signed, url)
    const { data } = yield* documentOf("record", body)
    const organization = yield* decode(data[0]).pipe(
      Effect.mapError(
        (error) =>
          new MalformedResponse({
            reason: "shape",
            detail: RecordFault.fromParseError("Organization", error).message
          })
      )
    )
    return { organisation: organisationOf(organization) }
  })
