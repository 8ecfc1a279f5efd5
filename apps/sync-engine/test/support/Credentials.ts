import type { Credential } from "@openfaith/adapter-core"
import { DateTime, Redacted } from "effect"

/** An application id with its secret. */
export const personalAccessToken = (secret = "secret-of-the-token"): Credential => ({
  type: "personal-access-token",
  applicationId: "application-id",
  secret: Redacted.make(secret)
})

/** The tokens of a grant, good until `expiresAt` (milliseconds since the epoch). */
export const oauth = (expiresAt: number, accessToken = "access-token"): Credential => ({
  type: "oauth",
  accessToken: Redacted.make(accessToken),
  refreshToken: Redacted.make("refresh-token"),
  expiresAt: DateTime.unsafeMake(expiresAt)
})
