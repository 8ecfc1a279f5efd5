import { Credential } from "@openfaith/adapter-core"
import { entityNamespace, uuidV5 } from "@openfaith/canonical"
import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, Option, Redacted, Schema, String } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"
import { CredentialCipher, SealedSecret, type SecretUnreadable } from "../credentials/CredentialCipher.ts"

/** What is known of the account on the other side. */
export const SourceOrganization = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  timeZone: Schema.String,
  countryCode: Schema.String
})
/** @see {@link SourceOrganization} */
export type SourceOrganization = typeof SourceOrganization.Type

/** One connected account, without its credential. */
export const ConnectionRow = Schema.Struct({
  connectionId: Schema.String,
  orgId: Schema.String,
  adapter: Schema.String,
  authType: Schema.Literal("personal-access-token", "oauth"),
  credentialVersion: Schema.Int,
  status: Schema.Literal("active", "parked"),
  parkedReason: Schema.NullOr(Schema.String),
  upstreamDownSince: Schema.NullOr(Schema.DateFromSelf),
  sourceOrganizationId: Schema.String,
  sourceOrganizationName: Schema.String,
  timeZone: Schema.String,
  countryCode: Schema.String,
  createdAt: Schema.DateFromSelf,
  updatedAt: Schema.DateFromSelf
})
/** @see {@link ConnectionRow} */
export type ConnectionRow = typeof ConnectionRow.Type

/** A credential as it is used, and the version under which it is stored. */
export interface VersionedCredential {
  readonly version: number
  readonly credential: Credential
}

/** An organisation has one connection an adapter, whose id follows from both: connecting twice is one connection. */
const connectionIdOf = (orgId: string, adapter: string): string =>
  uuidV5(entityNamespace, JSON.stringify(["Connection", orgId, adapter]))

const CredentialRow = Schema.Struct({ credential: SealedSecret, credentialVersion: Schema.Int })
const CredentialText = Schema.parseJson(Credential)
const encode = Schema.encodeSync(CredentialText)
const decode = Schema.decodeSync(CredentialText)

/** The connected accounts. Credentials are sealed before they reach the database and opened only here. */
export class ConnectionStore extends Context.Tag("@openfaith/sync-engine/ConnectionStore")<
  ConnectionStore,
  {
    readonly find: (connectionId: string) => Effect.Effect<Option.Option<ConnectionRow>, SqlError>
    readonly findByOrg: (orgId: string) => Effect.Effect<ReadonlyArray<ConnectionRow>, SqlError>
    /** Those of all organisations. */
    readonly all: Effect.Effect<ReadonlyArray<ConnectionRow>, SqlError>
    /** Those of all organisations that wait for a new credential. */
    readonly parked: Effect.Effect<ReadonlyArray<ConnectionRow>, SqlError>
    /** Creates the organisation's connection of this adapter or replaces its credential, and makes it active. */
    readonly connect: (connection: {
      readonly orgId: string
      readonly adapter: string
      readonly credential: Credential
      readonly source: SourceOrganization
    }) => Effect.Effect<ConnectionRow, SqlError>
    readonly credential: (
      connectionId: string
    ) => Effect.Effect<VersionedCredential, SqlError | SecretUnreadable>
    /** Stores a refreshed credential, unless another one was stored meanwhile: then that one is answered. */
    readonly replaceCredential: (
      connectionId: string,
      expectedVersion: number,
      credential: Credential
    ) => Effect.Effect<number, SqlError>
    readonly park: (connectionId: string, reason: string) => Effect.Effect<void, SqlError>
    /** Whether the connection's source is taken for down. */
    readonly markUpstream: (connectionId: string, isDown: boolean) => Effect.Effect<void, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    ConnectionStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const cipher = yield* CredentialCipher
      const columns = sql.literal(
        Object.keys(ConnectionRow.fields)
          .map((field) => String.camelToSnake(field))
          .join(", ")
      )

      const seal = (connectionId: string, credential: Credential) =>
        Effect.map(cipher.seal(connectionId, Redacted.make(encode(credential))), (sealed) =>
          JSON.stringify(sealed)
        )

      const find = SqlSchema.findOne({
        Request: Schema.String,
        Result: ConnectionRow,
        execute: (id) => sql`select ${columns} from sync.connections where connection_id = ${id}`
      })
      const findByOrg = SqlSchema.findAll({
        Request: Schema.String,
        Result: ConnectionRow,
        execute: (orgId) =>
          sql`select ${columns} from sync.connections where org_id = ${orgId} order by adapter`
      })
      const all = SqlSchema.findAll({
        Request: Schema.Void,
        Result: ConnectionRow,
        execute: () => sql`select ${columns} from sync.connections order by org_id, adapter`
      })
      const parked = SqlSchema.findAll({
        Request: Schema.Void,
        Result: ConnectionRow,
        execute: () => sql`select ${columns} from sync.connections where status = 'parked'`
      })
      const readCredential = SqlSchema.single({
        Request: Schema.String,
        Result: CredentialRow,
        execute: (id) =>
          sql`select credential, credential_version from sync.connections where connection_id = ${id}`
      })

      return {
        find: (connectionId) => dieOnBadRow(find(connectionId)),
        findByOrg: (orgId) => dieOnBadRow(findByOrg(orgId)),
        all: dieOnBadRow(all()),
        parked: dieOnBadRow(parked()),
        connect: ({ adapter, credential, orgId, source }) =>
          Effect.gen(function* () {
            const connectionId = connectionIdOf(orgId, adapter)
            const sealed = yield* seal(connectionId, credential)
            yield* sql`
              insert into sync.connections as c (
                connection_id, org_id, adapter, auth_type, credential,
                source_organization_id, source_organization_name, time_zone, country_code
              ) values (
                ${connectionId}, ${orgId}, ${adapter}, ${credential.type}, ${sealed},
                ${source.id}, ${source.name}, ${source.timeZone}, ${source.countryCode}
              )
              on conflict (org_id, adapter) do update set
                auth_type = excluded.auth_type, credential = excluded.credential,
                credential_version = c.credential_version + 1, status = 'active', parked_reason = null,
                source_organization_id = excluded.source_organization_id,
                source_organization_name = excluded.source_organization_name,
                time_zone = excluded.time_zone, country_code = excluded.country_code, updated_at = now()`
            return yield* Effect.flatMap(dieOnBadRow(find(connectionId)), (row) => Effect.orDie(row))
          }),
        credential: (connectionId) =>
          Effect.gen(function* () {
            const row = yield* dieOnBadRow(readCredential(connectionId))
            const text = yield* cipher.open(connectionId, row.credential)
            return { version: row.credentialVersion, credential: decode(Redacted.value(text)) }
          }),
        replaceCredential: (connectionId, expectedVersion, credential) =>
          Effect.gen(function* () {
            const sealed = yield* seal(connectionId, credential)
            yield* sql`
              update sync.connections
              set credential = ${sealed}, credential_version = credential_version + 1, updated_at = now()
              where connection_id = ${connectionId} and credential_version = ${expectedVersion}`
            const row = yield* dieOnBadRow(readCredential(connectionId))
            return row.credentialVersion
          }),
        park: (connectionId, reason) =>
          Effect.asVoid(sql`
            update sync.connections set status = 'parked', parked_reason = ${reason}, updated_at = now()
            where connection_id = ${connectionId}`),
        markUpstream: (connectionId, isDown) =>
          Effect.asVoid(sql`
            update sync.connections
            set upstream_down_since = case when ${isDown} then coalesce(upstream_down_since, now()) end
            where connection_id = ${connectionId}`)
      }
    })
  )
}
