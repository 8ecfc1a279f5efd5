import type { Credential } from "@openfaith/adapter-core"
import { Redacted } from "effect"

/**
 * The `Authorization` header of a credential: HTTP Basic for a personal access token, Bearer for OAuth.
 *
 * @see https://developer.planning.center/docs/#/overview/authentication
 */
export const authorization = (credential: Credential): string =>
  credential.type === "oauth"
    ? `Bearer ${Redacted.value(credential.accessToken)}`
    : `Basic ${Buffer.from(`${credential.applicationId}:${Redacted.value(credential.secret)}`).toString("base64")}`
