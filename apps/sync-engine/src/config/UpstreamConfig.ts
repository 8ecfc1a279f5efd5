import { Config, Option, Redacted } from "effect"
import { text, url, variableOr, wholeNumber } from "./EnvironmentVariable.ts"

/** How the engine reaches Planning Center. */
export const UpstreamConfig = Config.all({
  pcoBaseUrl: variableOr(
    "PCO_BASE_URL",
    { example: "https://api.planningcenteronline.com", description: "the origin of the Planning Center API" },
    "https://api.planningcenteronline.com",
    url("http:", "https:")
  ),
  oauthClientId: variableOr(
    "PCO_OAUTH_CLIENT_ID",
    { example: "0a1b2c…", description: "the OAuth application's id; needed only for OAuth connections" },
    "",
    text
  ),
  oauthClientSecret: variableOr(
    "PCO_OAUTH_CLIENT_SECRET",
    { example: "9f8e7d…", description: "the OAuth application's secret; needed only for OAuth connections" },
    "",
    text
  ).pipe(Config.map(Redacted.make)),
  timeoutSeconds: variableOr(
    "PCO_TIMEOUT_SECONDS",
    { example: "30", description: "how long one request to Planning Center may take" },
    30,
    wholeNumber(1, 600)
  ),
  maxBodyBytes: variableOr(
    "PCO_MAX_BODY_BYTES",
    { example: "16777216", description: "the largest answer of Planning Center that is read, in bytes" },
    16 * 1024 * 1024,
    wholeNumber(1024, 1024 * 1024 * 1024)
  )
}).pipe(
  Config.map(({ oauthClientId, oauthClientSecret, ...rest }) => ({
    ...rest,
    oauthClient:
      oauthClientId === ""
        ? Option.none()
        : Option.some({ clientId: oauthClientId, clientSecret: oauthClientSecret })
  }))
)

/** What {@link UpstreamConfig} yields. */
export type UpstreamConfig = Config.Config.Success<typeof UpstreamConfig>
