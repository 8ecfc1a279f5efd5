import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import type { JsonObject } from "@openfaith/adapter-core"
import { Context, Effect, Layer } from "effect"
import { storable } from "../database/StorableText.ts"
import type { BadRecord } from "../sync/PreparePages.ts"
import { attemptsBeforeQuarantine, hopelessReason, nextAttempt } from "./LetterPolicy.ts"

/** Whose letters they are, and the run that wrote them; null when it was no run. */
export interface LetterBox {
  readonly orgId: string
  readonly adapter: string
  readonly connectionId: string
  readonly runId: string | null
  /** When the source gave the records, if not just now. */
  readonly seenAt?: Date
}

/** A record that was withheld because a record it requires is not there. */
export interface Orphan {
  readonly entity: string
  readonly externalId: string
  readonly raw: JsonObject
  readonly lastSeenAt: Date
}

/** Names a letter within an organisation and adapter. */
export const letterKey = (entity: string, recordKey: string): string => `${entity}/${recordKey}`

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
      box: LetterBox,
      entities: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyArray<string>, SqlError>
    /**
     * Keeps one letter a record. A record that fails again counts one attempt more and is tried again later, or never by
     * itself; only an orphan that still waits before its next attempt counts none.
     */
    readonly put: (box: LetterBox, bad: ReadonlyArray<BadRecord>) => Effect.Effect<void, SqlError>
    /**
     * A listing of these entities was read to its end: letters of records without an id that it did not bring again
     * stand for nothing any more. (Whether a record with an id is gone, only its own look-up can tell.)
     */
    readonly removeNameless: (
      box: LetterBox,
      entities: ReadonlyArray<string>
    ) => Effect.Effect<void, SqlError>
    /** Records that wait for a parent and not for a person, longest waiting first. */
    readonly orphans: (box: LetterBox, limit: number) => Effect.Effect<ReadonlyArray<Orphan>, SqlError>
    /** The records were written after all. */
    readonly remove: (box: LetterBox, keys: ReadonlyArray<string>) => Effect.Effect<void, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    DeadLetterStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const isWaitingOrphan = sql`d.next_attempt_at > now() and d.reason = 'MissingParent'
        and excluded.reason = 'MissingParent'`
      return {
        keys: ({ adapter, orgId }, entities) =>
          Effect.map(
            sql<{ entity: string; recordKey: string }>`
              select entity, record_key from sync.dead_letters
              where org_id = ${orgId} and adapter = ${adapter} and entity = any(${entities})`,
            (rows) => rows.map(({ entity, recordKey }) => letterKey(entity, recordKey))
          ),
        put: ({ adapter, connectionId, orgId, runId, seenAt }, bad) =>
          Effect.asVoid(sql`
            insert into sync.dead_letters as d (
              org_id, connection_id, adapter, run_id, entity, record_key, external_id, reason, path, message, raw,
              last_seen_at, next_attempt_at, quarantined_at
            )
            select ${orgId}, ${connectionId}, ${adapter}, ${runId},
              r.entity, r.record_key, r.external_id, r.reason, r.path, r.message, r.raw::json,
              coalesce(${seenAt ?? null}::timestamptz, now()),
              case when r.reason <> ${hopelessReason} then ${nextAttempt(sql, sql`1`)} end,
              case when r.reason = ${hopelessReason} then now() end
            from unnest(
              ${texts(bad, ({ entity }) => entity)}::text[], ${texts(bad, ({ recordKey }) => recordKey)}::text[],
              ${texts(bad, ({ externalId }) => externalId)}::text[], ${texts(bad, ({ reason }) => reason)}::text[],
              ${texts(bad, ({ path }) => path)}::text[], ${texts(bad, ({ message }) => message)}::text[],
              ${texts(bad, ({ raw }) => JSON.stringify(raw))}::text[]
            ) as r(entity, record_key, external_id, reason, path, message, raw)
            on conflict (org_id, adapter, entity, record_key) do update set
              run_id = coalesce(excluded.run_id, d.run_id), reason = excluded.reason, path = excluded.path,
              message = excluded.message, raw = excluded.raw,
              last_seen_at = greatest(d.last_seen_at, excluded.last_seen_at),
              (attempts, next_attempt_at, quarantined_at) = (
                select attempts,
                  case when attempts = d.attempts then d.next_attempt_at
                    when not rests then ${nextAttempt(sql, sql`attempts`)} end,
                  case when rests then coalesce(d.quarantined_at, now()) end
                from (
                  select attempts, d.quarantined_at is not null or attempts >= ${attemptsBeforeQuarantine}
                    or excluded.reason = ${hopelessReason} as rests
                  from (select case when ${isWaitingOrphan} then d.attempts else d.attempts + 1 end as attempts) counted
                ) judged
              )`),
        removeNameless: ({ adapter, orgId, runId }, entities) =>
          Effect.asVoid(sql`
            delete from sync.dead_letters
            where org_id = ${orgId} and adapter = ${adapter} and entity = any(${entities})
              and external_id is null and run_id is distinct from ${runId}`),
        orphans: ({ adapter, orgId }, limit) =>
          sql<Orphan>`
            select entity, external_id, raw, last_seen_at from sync.dead_letters
            where org_id = ${orgId} and adapter = ${adapter} and reason = 'MissingParent' and external_id is not null
              and quarantined_at is null
            order by dead_letter_id limit ${limit}`,
        remove: ({ adapter, orgId }, keys) =>
          Effect.asVoid(sql`
            delete from sync.dead_letters
            where org_id = ${orgId} and adapter = ${adapter} and entity || '/' || record_key = any(${keys.map(storable)})`)
      }
    })
  )
}
