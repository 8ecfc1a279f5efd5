import { Schema } from "effect"

/** A personal access token: an application id and its secret, for one organisation, without expiry. */
export const PersonalAccessToken = Schema.Struct({
  type: Schema.Literal("personal-access-token"),
  applicationId: Schema.NonEmptyString,
  secret: Schema.Redacted(Schema.NonEmptyString)
})
/** @see {@link PersonalAccessToken} */
export type PersonalAccessToken = typeof PersonalAccessToken.Type

/** An OAuth 2 grant; a refresh replaces both tokens, so it is stored whole. */
export const OAuth = Schema.Struct({
  type: Schema.Literal("oauth"),
  accessToken: Schema.Redacted(Schema.NonEmptyString),
  refreshToken: Schema.Redacted(Schema.NonEmptyString),
  expiresAt: Schema.DateTimeUtc
})
/** @see {@link OAuth} */
export type OAuth = typeof OAuth.Type

/** How an organisation lets us in; its encoded form holds the secrets in clear and belongs only in encrypted storage. */
export const Credential = Schema.Union(PersonalAccessToken, OAuth)
/** @see {@link Credential} */
export type Credential = typeof Credential.Type
