import { Config, type DateTime, Option, Redacted } from "effect"
import { instant, text, variableOr } from "./EnvironmentVariable.ts"

const optional = (name: string, example: string, description: string): Config.Config<Option.Option<string>> =>
  Config.map(variableOr<string | null>(name, { example, description }, null, text), Option.fromNullable)

const secret = (name: string, example: string, description: string) =>
  Config.map(optional(name, example, description), Option.map(Redacted.make))

/** The credential that `connect` hands to the engine, where it was not given in another way; a node never reads it. */
export const CredentialConfig = Config.all({
  applicationId: optional(
    "PCO_APPLICATION_ID",
    "0a1b2c…",
    "the application id of a personal access token, for connect"
  ),
  secret: secret("PCO_SECRET", "9f8e7d…", "the secret of a personal access token, for connect"),
  accessToken: secret("PCO_ACCESS_TOKEN", "eyJhbGciOi…", "the access token of an OAuth grant, for connect"),
  refreshToken: secret("PCO_REFRESH_TOKEN", "5d6e7f…", "the refresh token of an OAuth grant, for connect"),
  expiresAt: variableOr<DateTime.Utc | null>(
    "PCO_TOKEN_EXPIRES_AT",
    {
      example: "2026-03-01T08:00:00Z",
      description:
        "when the access token of an OAuth grant expires, for connect; without it, it is refreshed at once"
    },
    null,
    instant
  ).pipe(Config.map(Option.fromNullable))
})

/** What {@link CredentialConfig} yields. */
export type CredentialConfig = Config.Config.Success<typeof CredentialConfig>
