import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { type CreateKeyRequest, Key, KeyScope } from "@openfaith/sync-api"
import { Context, DateTime, Effect, Layer, type Option, Schema } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"

const instant = Schema.NullOr(Schema.DateTimeUtcFromDate)

const KeyRow = Schema.Struct({
  ...Key.fields,
  createdAt: Schema.DateTimeUtcFromDate,
  lastUsedAt: instant,
  expiresAt: instant,
  revokedAt: instant
})

/** What a key that may be used is for. */
export const KeyGrant = Schema.Struct({
  keyId: Schema.String,
  scope: KeyScope,
  organizations: Schema.NullOr(Schema.Array(Schema.String))
})
/** @see {@link KeyGrant} */
export type KeyGrant = typeof KeyGrant.Type

const dateOrNull = (at: DateTime.Utc | null): Date | null => (at === null ? null : DateTime.toDateUtc(at))

/** By what a key is found: by itself, or by its id. */
export type KeyName = { readonly digest: Uint8Array } | { readonly keyId: string }

/** The keys of callers, of which only digests are kept. */
export class ApiKeyStore extends Context.Tag("@openfaith/sync-engine/ApiKeyStore")<
  ApiKeyStore,
  {
    /** Newest first, at most 500. */
    readonly list: Effect.Effect<ReadonlyArray<Key>, SqlError>
    readonly create: (digest: Uint8Array, request: CreateKeyRequest) => Effect.Effect<Key, SqlError>
    /** The answer is the key as it is then; nothing when there is none. One that is revoked already stays as it is. */
    readonly revoke: (keyId: string) => Effect.Effect<Option.Option<Key>, SqlError>
    /** What a key is for, if it was neither revoked nor has expired; remembers, to the minute, that it was used. */
    readonly use: (name: KeyName) => Effect.Effect<Option.Option<KeyGrant>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    ApiKeyStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns = sql.literal(
        "key_id, name, scope, organizations, created_at, last_used_at, expires_at, revoked_at"
      )
      const list = SqlSchema.findAll({
        Request: Schema.Void,
        Result: KeyRow,
        execute: () => sql`select ${columns} from sync.api_keys order by created_at desc, key_id limit 500`
      })
      const create = SqlSchema.single({
        Request: Schema.Any,
        Result: KeyRow,
        execute: ({ digest, request }: { digest: Uint8Array; request: CreateKeyRequest }) => sql`
          insert into sync.api_keys (name, digest, scope, organizations, expires_at)
          values (
            ${request.name}, ${Buffer.from(digest)}, ${request.scope}, ${request.organizations ?? null}::text[],
            ${dateOrNull(request.expiresAt ?? null)}
          )
          returning ${columns}`
      })
      const revoke = SqlSchema.findOne({
        Request: Schema.String,
        Result: KeyRow,
        execute: (keyId) => sql`
          update sync.api_keys set revoked_at = coalesce(revoked_at, now()) where key_id = ${keyId}
          returning ${columns}`
      })
      const use = SqlSchema.findOne({
        Request: Schema.Any,
        Result: KeyGrant,
        execute: (name: KeyName) => sql`
          with found as materialized (
            select key_id, scope, organizations, last_used_at from sync.api_keys
            where ${"digest" in name ? sql`digest = ${Buffer.from(name.digest)}` : sql`key_id = ${name.keyId}`}
              and revoked_at is null and (expires_at is null or expires_at > now())
          ), used as (
            update sync.api_keys k set last_used_at = now() from found
            where k.key_id = found.key_id
              and (found.last_used_at is null or found.last_used_at < now() - interval '1 minute')
          )
          select key_id, scope, organizations from found`
      })
      return {
        list: dieOnBadRow(list()),
        create: (digest, request) => dieOnBadRow(create({ digest, request })),
        revoke: (keyId) => dieOnBadRow(revoke(keyId)),
        use: (name) => dieOnBadRow(use(name))
      }
    })
  )
}
