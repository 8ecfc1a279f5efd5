import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, Schema } from "effect"
import { SealedSecret } from "../credentials/CredentialCipher.ts"
import { dieOnBadRow } from "../database/Rows.ts"

/** What is sealed: the credential of a connection, or the secret of one of its subscriptions. */
export type SecretKind = "credentials" | "webhookSecrets"

/** A sealed secret where it is kept; `position` tells it apart from the others of its kind. */
export const StoredSecret = Schema.Struct({
  connectionId: Schema.String,
  position: Schema.String,
  sealed: SealedSecret
})
/** @see {@link StoredSecret} */
export type StoredSecret = typeof StoredSecret.Type

const places: Readonly<
  Record<SecretKind, { readonly table: string; readonly column: string; readonly position: string }>
> = {
  credentials: { table: "sync.connections", column: "credential", position: "connection_id::text" },
  webhookSecrets: {
    table: "sync.webhook_subscriptions",
    column: "secret",
    position: "connection_id::text || ' ' || event_name"
  }
}

/** All sealed secrets, for those who seal them anew. */
export class SealedSecretStore extends Context.Tag("@openfaith/sync-engine/SealedSecretStore")<
  SealedSecretStore,
  {
    /** Secrets sealed with another key than this one, behind a position, in the order of their positions. */
    readonly sealedOtherwise: (
      kind: SecretKind,
      keyId: string,
      behind: string,
      limit: number
    ) => Effect.Effect<ReadonlyArray<StoredSecret>, SqlError>
    /** Puts a secret in the place of the same one sealed otherwise; false when another was stored meanwhile. */
    readonly replace: (
      kind: SecretKind,
      secret: StoredSecret,
      resealed: SealedSecret
    ) => Effect.Effect<boolean, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    SealedSecretStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const find = SqlSchema.findAll({
        Request: Schema.Any,
        Result: StoredSecret,
        execute: (asked: {
          readonly kind: SecretKind
          readonly keyId: string
          readonly behind: string
          readonly limit: number
        }) => {
          const { column, position, table } = places[asked.kind]
          return sql`
            select connection_id, ${sql.literal(position)} as position, ${sql.literal(column)} as sealed
            from ${sql.literal(table)}
            where ${sql.literal(column)} ->> 'keyId' <> ${asked.keyId} and ${sql.literal(position)} > ${asked.behind}
            order by 2 limit ${asked.limit}`
        }
      })
      return {
        sealedOtherwise: (kind, keyId, behind, limit) => dieOnBadRow(find({ kind, keyId, behind, limit })),
        replace: (kind, { position, sealed }, resealed) => {
          const { column, position: positionOf, table } = places[kind]
          return Effect.map(
            sql`
              update ${sql.literal(table)} set ${sql.literal(column)} = ${JSON.stringify(resealed)}::jsonb
              where ${sql.literal(positionOf)} = ${position}
                and ${sql.literal(column)} = ${JSON.stringify(sealed)}::jsonb
              returning 1`,
            (rows) => rows.length > 0
          )
        }
      }
    })
  )
}
