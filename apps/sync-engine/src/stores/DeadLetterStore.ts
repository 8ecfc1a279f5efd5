import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"
import type { BadRecord } from "../sync/PreparePages.ts"
import type { OpenStream } from "./StreamStore.ts"

/** Names a letter within an organisation and adapter. */
export const letterKey = (entity: string, recordKey: string): string => `${entity}/${recordKey}`

// PostgreSQL holds no NUL character in a text.
const storable = (text: string): string => text.replaceAll("\u0000", "\ufffd")

// One array a column, not one JSON text for all: taking that apart, PostgreSQL trips over \u0000 and over halves of
// surrogate pairs anywhere in it, but those are what makes records bad. As `json` it takes them unread.
const texts = (bad: ReadonlyArray<BadRecord>, column: (record: BadRecord) => string | null) =>
  bad.map((record) => {
    const text = column(record)
    return text === null ? null : storable(text)
  })

/** Records that could not be written, kept as they came until a later sync brings them whole. */
export class DeadLetterStore extends Context.Tag("@openfaith/sync-engine/DeadLetterStore")<
  DeadLetterStore,
  {
    /** The keys of the letters of an organisation's records of these entities. */
    readonly keys: (
      stream: OpenStream,
      entities: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyArray<string>, SqlError>
    /** Keeps one letter a record: a record that fails again counts one attempt more. */
    readonly put: (stream: OpenStream, bad: ReadonlyArray<BadRecord>) => Effect.Effect<void, SqlError>
    /**
     * A listing of these entities was read to its end: letters of records without an id that it did not bring again
     * stand for nothing any more. (Whether a record with an id is gone, only its own look-up can tell.)
     */
    readonly removeNameless: (
      stream: OpenStream,
      entities: ReadonlyArray<string>
    ) => Effect.Effect<void, SqlError>
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
              r.entity, r.record_key, r.external_id, r.reason, r.path, r.message, r.raw::json
            from unnest(
              ${texts(bad, ({ entity }) => entity)}::text[], ${texts(bad, ({ recordKey }) => recordKey)}::text[],
              ${texts(bad, ({ externalId }) => externalId)}::text[], ${texts(bad, ({ reason }) => reason)}::text[],
              ${texts(bad, ({ path }) => path)}::text[], ${texts(bad, ({ message }) => message)}::text[],
              ${texts(bad, ({ raw }) => JSON.stringify(raw))}::text[]
            ) as r(entity, record_key, external_id, reason, path, message, raw)
            on conflict (org_id, adapter, entity, record_key) do update set
              run_id = excluded.run_id, reason = excluded.reason, path = excluded.path, message = excluded.message,
              raw = excluded.raw, attempts = d.attempts + 1, last_seen_at = now()`),
        removeNameless: ({ adapter, orgId, runId }, entities) =>
          Effect.asVoid(sql`
            delete from sync.dead_letters
            where org_id = ${orgId} and adapter = ${adapter} and entity = any(${entities})
              and external_id is null and run_id <> ${runId}`),
        remove: ({ adapter, orgId }, keys) =>
          Effect.asVoid(sql`
            delete from sync.dead_letters
            where org_id = ${orgId} and adapter = ${adapter} and entity || '/' || record_key = any(${keys.map(storable)})`)
      }
    })
  )
}
