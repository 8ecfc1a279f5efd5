import { Redacted, Schema } from "effect"
import { AdapterName, ConnectionId, OrgId } from "./Identifiers.ts"
import { everyFault } from "./internal/EveryFault.ts"
import { Timestamp } from "./Timestamp.ts"

const secret = Schema.Redacted(Schema.NonEmptyString)

/**
 * A personal access token of Planning Center.
 *
 * @see https://developer.planning.center/docs/#/overview/authentication
 */
export const PersonalAccessTokenAuth = Schema.Struct({
  type: Schema.Literal("personal-access-token"),
  applicationId: Schema.NonEmptyString,
  secret
}).annotations({ identifier: "PersonalAccessTokenAuth" })

/** The tokens of an OAuth 2 grant; the engine refreshes them before `expiresAt`. */
export const OAuthAuth = Schema.Struct({
  type: Schema.Literal("oauth"),
  accessToken: secret,
  refreshToken: secret,
  expiresAt: Timestamp
}).annotations({ identifier: "OAuthAuth" })

/** How an organisation lets the engine in: secrets are redacted in code and travel only towards the engine. */
export const Auth = Schema.Union(PersonalAccessTokenAuth, OAuthAuth)
/** @see {@link Auth} */
export type Auth = typeof Auth.Type

/** What connects an organisation's account; sent again, it replaces the credential. */
export const ConnectRequest = Schema.Struct({ auth: Auth }).annotations({
  identifier: "ConnectRequest",
  parseOptions: everyFault,
  description: "The credential of the account; it is tried before it is stored, and stored encrypted",
  examples: [
    {
      auth: {
        type: "personal-access-token",
        applicationId: "application-id",
        secret: Redacted.make("secret-of-the-token")
      }
    }
  ]
})
/** @see {@link ConnectRequest} */
export type ConnectRequest = typeof ConnectRequest.Type

/** The answer to a credential that works. */
export const Connected = Schema.Struct({ connectionId: ConnectionId }).annotations({
  identifier: "Connected"
})
/** @see {@link Connected} */
export type Connected = typeof Connected.Type

/** The account on the other side, in the words of the other side. */
export const SourceOrganization = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  timeZone: Schema.String.annotations({ description: "IANA name of the account's time zone" }),
  countryCode: Schema.String.annotations({ description: "ISO 3166-1 alpha-2" })
}).annotations({ identifier: "SourceOrganization" })
/** @see {@link SourceOrganization} */
export type SourceOrganization = typeof SourceOrganization.Type

/** One connected account. Its credential is never part of it. */
export const Connection = Schema.Struct({
  connectionId: ConnectionId,
  orgId: OrgId,
  adapter: AdapterName,
  authType: Schema.Literal("personal-access-token", "oauth"),
  status: Schema.Literal("active", "parked").annotations({
    description: "A parked connection waits for a new credential; `parkedReason` says why"
  }),
  parkedReason: Schema.NullOr(Schema.String),
  source: SourceOrganization,
  createdAt: Timestamp,
  updatedAt: Timestamp
}).annotations({ identifier: "Connection", description: "One connected account, without its credential" })
/** @see {@link Connection} */
export type Connection = typeof Connection.Type

/** All connected accounts of an organisation. */
export const Connections = Schema.Struct({ connections: Schema.Array(Connection) }).annotations({
  identifier: "Connections"
})
/** @see {@link Connections} */
export type Connections = typeof Connections.Type
