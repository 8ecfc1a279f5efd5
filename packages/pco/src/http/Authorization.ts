import type { Credential } from "@openfaith/adapter-core"
import { HttpClientRequest } from "@effect/platform"

/**
 * Signs a request with a credential: HTTP Basic for a personal access token, Bearer for OAuth.
 *
 * @see https://developer.planning.center/docs/#/overview/authentication
 */
export const authorize = (credential: Credential) =>
  credential.type === "oauth"
    ? HttpClientRequest.bearerToken(credential.accessToken)
    : HttpClientRequest.basicAuth(credential.applicationId, credential.secret)
