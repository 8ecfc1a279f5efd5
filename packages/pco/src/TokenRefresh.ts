import {
  type Credential,
  CredentialRejected,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type OAuth,
  UpstreamUnavailable
} from "@openfaith/adapter-core"
import { HttpClientRequest } from "@effect/platform"
import { DateTime, Effect, Option, Redacted } from "effect"
import type { Exchange } from "./http/Exchange.ts"
import { urlBelow } from "./http/PageUrl.ts"
import { tokenError } from "./http/TokenError.ts"
import { countOf } from "./jsonapi/Pagination.ts"
import type { OAuthClient, PcoSettings } from "./PcoOptions.ts"

/** The life of an access token in seconds, where the answer does not say. */
const documentedLife = 7200

const tokenIn = (body: JsonObject, name: string): Option.Option<Redacted.Redacted> => {
  const value = body[name]
  return typeof value === "string" && value !== "" ? Option.some(Redacted.make(value)) : Option.none()
}

const exchanged = (body: JsonValue, former: OAuth, askedAt: DateTime.Utc): Option.Option<OAuth> =>
  isJsonObject(body)
    ? Option.map(tokenIn(body, "access_token"), (accessToken) => ({
        type: "oauth",
        accessToken,
        refreshToken: Option.getOrElse(tokenIn(body, "refresh_token"), () => former.refreshToken),
        // Counted from before the request, so a slow answer makes the token look older, never younger.
        expiresAt: DateTime.add(askedAt, { seconds: countOf(body["expires_in"]) ?? documentedLife })
      }))
    : Option.none()

const tokenRequest = (client: OAuthClient, { refreshToken }: OAuth) =>
  HttpClientRequest.post("").pipe(
    HttpClientRequest.bodyUrlParams({
      grant_type: "refresh_token",
      refresh_token: Redacted.value(refreshToken),
      client_id: client.clientId,
      client_secret: Redacted.value(client.clientSecret)
    })
  )

/**
 * Exchanges an OAuth grant for a fresh one. Every refresh replaces the refresh token too and spends the old one, so the
 * result must be stored before it is used, and two refreshes of one grant must never overlap.
 *
 * @see https://developer.planning.center/docs/#/overview/authentication
 */
export const makeRefresh = (exchange: Exchange, { baseUrl, oauthClient }: PcoSettings) =>
  Effect.fn("Pco.refresh")(function* (credential: Credential) {
    if (credential.type !== "oauth") {
      return yield* new CredentialRejected({ detail: "a personal access token cannot be refreshed" })
    }
    if (oauthClient === null) {
      return yield* new CredentialRejected({ detail: "no OAuth client is configured to refresh with" })
    }
    const askedAt = yield* DateTime.now
    const url = urlBelow(baseUrl, "/oauth/token")
    const { body } = yield* exchange(tokenRequest(oauthClient, credential), url, tokenError)
    return yield* Option.match(exchanged(body, credential, askedAt), {
      onNone: () => new UpstreamUnavailable({ status: 200, reason: "status" }),
      onSome: Effect.succeed
    })
  })
