import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"
import type { BadRecord } from "../sync/PreparePages.ts"
import type { OpenStream } from "./StreamStore.ts"

/** Names a letter within an organisation and adapter. */
export const letterKey = (entity: string, recordKey: string): string => `${entity}/${recordKey}`

/** Records that could not be written, kept as they came until a later sync brings them whole. */
export class DeadLetterStore extends Context.Tag("@openfaith/sync-engine/DeadLetterStore")<
  DeadLetterStore,
  {
    /** The keys of the letters of an organisation's records of these entities. */
    readonly keys: (stream: OpenStream, entities: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>, SqlError>
    /** Keeps one letter a record: a record that fails again counts one attempt more. */
    readonly put: (stream: OpenStream, bad: ReadonlyArray<BadRecord>) => Effect.Effect<void, SqlError>
    /** The records were written after all. */
    readonly remove: (stream: OpenStream, keys: ReadonlyArray<string>) => Effect.Effect<void, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    DeadLetterStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return {
        keys: ({ adapter, orgId }, entities) =>
          Effect.map(
            sql<{ entity: string; recordKey: string }>`
              select entity, record_key from sync.dead_letters
              where org_id = ${orgId} and adapter = ${adapter} and entity = any(${entities})`,
            (rows) => rows.map(({ entity, recordKey }) => letterKey(entity, recordKey))
          ),
        put: ({ adapter, connectionId, orgId, runId }, bad) =>
          Effect.asVoid(sql`
            insert into sync.dead_letters as d (
              org_id, connection_id, adapter, run_id, entity, record_key, external_id, reason, path, message, raw
            )
            select ${orgId}, ${connectionId}, ${adapter}, ${runId},
              r.entity, r."recordKey", r."externalId", r.reason, r.path, r.message, r.raw
            from json_to_recordset(${JSON.stringify(bad)}::json) as r(
              entity text, "recordKey" text, "externalId" text, reason text, path text, message text, raw json
            )
            on conflict (org_id, adapter, entity, record_key) do update set
              run_id = excluded.run_id, reason = excluded.reason, path = excluded.path, message = excluded.message,
              raw = excluded.raw, attempts = d.attempts + 1, last_seen_at = now()`),
        remove: ({ adapter, orgId }, keys) =>
          Effect.asVoid(sql`
            delete from sync.dead_letters
            where org_id = ${orgId} and adapter = ${adapter} and entity || '/' || record_key = any(${keys})`)
      }
    })
  )
}
