import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import type { WebhookDelivery } from "@openfaith/adapter-core"
import { Context, DateTime, Effect, Layer, Schema } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"
import { storable } from "../database/StorableText.ts"

const Source = Schema.Literal("webhook", "api")

/** A record with rows that nobody has worked off yet; inbox ids are whole numbers written as text. */
export const PendingRecord = Schema.Struct({
  connectionId: Schema.String,
  orgId: Schema.String,
  adapter: Schema.String,
  entity: Schema.String,
  externalId: Schema.String,
  lowestInboxId: Schema.String,
  /** How often it was tried in vain. */
  attempts: Schema.Int,
  /** `api` when somebody asked for it, whatever else there is. */
  source: Source
})
/** @see {@link PendingRecord} */
export type PendingRecord = typeof PendingRecord.Type

/** One row of a record, not yet worked off. */
export const PendingRow = Schema.Struct({
  inboxId: Schema.String,
  externalId: Schema.String,
  eventId: Schema.String,
  source: Source,
  eventName: Schema.String,
  action: Schema.Literal("created", "updated", "destroyed", "merged", "unknown"),
  /** Of a merger, the record that this one went into. */
  keptId: Schema.NullOr(Schema.String),
  /** What came with the event, parsed; null when somebody asked. */
  payload: Schema.Unknown,
  eventTime: Schema.NullOr(Schema.DateFromSelf),
  receivedAt: Schema.DateFromSelf,
  attempts: Schema.Int
})
/** @see {@link PendingRow} */
export type PendingRow = typeof PendingRow.Type

/** A row of the inbox, and how often it was tried in vain. */
export const Attempt = Schema.Struct({ inboxId: Schema.String, attempt: Schema.Int })
/** @see {@link Attempt} */
export type Attempt = typeof Attempt.Type

/** What became of a row: written or found to be so, of no interest, or not to be had. */
export type InboxOutcome = "processed" | "ignored" | "failed"

/** How an organisation's inbox stands, an event name at a time. */
export const InboxCount = Schema.Struct({
  eventName: Schema.String,
  pending: Schema.Int,
  processed: Schema.Int,
  ignored: Schema.Int,
  failed: Schema.Int
})
/** @see {@link InboxCount} */
export type InboxCount = typeof InboxCount.Type

/** What came in one body for a connection. */
export interface Delivered {
  readonly connectionId: string
  readonly deliveries: ReadonlyArray<WebhookDelivery>
}

/** The event name of rows that somebody asked for. */
const askedFor = "api.sync"

const storableOrNull = (text: string | null): string | null => (text === null ? null : storable(text))

/** Records to be looked at one by one. What is accepted stays, and is worked off in the order of its ids. */
export class InboxStore extends Context.Tag("@openfaith/sync-engine/InboxStore")<
  InboxStore,
  {
    /**
     * Keeps what was delivered to connections, each event once, and answers how many were new. An event that the manifest
     * does not name is ignored from the start; one that should name a record and does not has failed from the start.
     */
    readonly accept: (delivered: ReadonlyArray<Delivered>) => Effect.Effect<number, SqlError>
    /** Asks for one record, and answers the row's id. */
    readonly request: (
      connectionId: string,
      entity: string,
      externalId: string
    ) => Effect.Effect<string, SqlError>
    /**
     * Records with rows that are not worked off, connections taking turns, each one's that have waited longest first: one
     * entry a record, however often it was told of. Those told of within the last `burstMillis` wait for what may come with
     * them. Records of a parked connection wait until it is active again.
     */
    readonly pendingRecords: (
      limit: number,
      burstMillis?: number
    ) => Effect.Effect<ReadonlyArray<PendingRecord>, SqlError>
    /** Which of these attempts are still to be made, or being made: rows that are due and were tried as often. */
    readonly stillDue: (attempts: ReadonlyArray<Attempt>) => Effect.Effect<ReadonlyArray<Attempt>, SqlError>
    /** Rows of some records that are not worked off, oldest first. */
    readonly pendingOf: (
      connectionId: string,
      entity: string,
      externalIds: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyArray<PendingRow>, SqlError>
    /** Marks rows as worked off, in the caller's transaction if there is one; rows already marked stay as they are. */
    readonly finish: (
      rows: ReadonlyArray<Pick<PendingRow, "inboxId">>,
      outcome: InboxOutcome,
      error: string | null
    ) => Effect.Effect<void, SqlError>
    /** The source did not answer: the record's rows are tried again later, each time after twice as long. */
    readonly postpone: (
      record: { readonly connectionId: string; readonly entity: string; readonly externalId: string },
      error: string
    ) => Effect.Effect<void, SqlError>
    /** The source wants to be left alone: the record's rows are looked at again after so long, as if they had not been. */
    readonly rest: (
      record: { readonly connectionId: string; readonly entity: string; readonly externalId: string },
      seconds: number
    ) => Effect.Effect<void, SqlError>
    /** Counts by event name. */
    readonly counts: (orgId: string) => Effect.Effect<ReadonlyArray<InboxCount>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    InboxStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const RowId = Schema.Struct({ inboxId: Schema.String })

      const accept = (delivered: ReadonlyArray<Delivered>) => {
        const rows = delivered.flatMap(({ connectionId, deliveries }) =>
          deliveries.map((delivery) => ({ connectionId, ...delivery }))
        )
        return sql`
          insert into sync.inbox (
            connection_id, org_id, event_id, source, event_name, entity, external_id, action, kept_id, payload,
            event_time, processed_at, outcome, error
          )
          select c.connection_id, c.org_id, d.event_id, 'webhook', d.event_name, d.entity, d.external_id, d.action,
            d.kept_id, d.payload::json, d.event_time::timestamptz,
            case when d.entity is null or d.external_id is null then now() end,
            case when d.entity is null then 'ignored' when d.external_id is null then 'failed' end,
            case when d.entity is not null and d.external_id is null then 'the payload names no record' end
          from unnest(
            ${rows.map(({ connectionId }) => connectionId)}::uuid[],
            ${rows.map(({ eventId }) => eventId)}::uuid[],
            ${rows.map(({ name }) => storable(name))}::text[],
            ${rows.map(({ entity }) => entity)}::text[],
            ${rows.map(({ externalId }) => storableOrNull(externalId))}::text[],
            ${rows.map(({ action }) => action)}::text[],
            ${rows.map(({ keptId }) => storableOrNull(keptId))}::text[],
            ${rows.map(({ payload }) => storable(payload))}::text[],
            ${rows.map(({ eventTime }) => (eventTime === null ? null : DateTime.formatIso(eventTime)))}::text[]
          ) with ordinality
            as d(connection_id, event_id, event_name, entity, external_id, action, kept_id, payload, event_time, place)
            join sync.connections c using (connection_id)
          order by d.place
          on conflict (connection_id, event_id) do nothing
          returning inbox_id`
      }

      const request = SqlSchema.single({
        Request: Schema.Any,
        Result: RowId,
        execute: (record: {
          readonly connectionId: string
          readonly entity: string
          readonly externalId: string
        }) => sql`
          insert into sync.inbox (connection_id, org_id, event_id, source, event_name, entity, external_id, action)
          select connection_id, org_id, gen_random_uuid(), 'api', ${askedFor}, ${record.entity}, ${record.externalId},
            'unknown'
          from sync.connections where connection_id = ${record.connectionId}
          returning inbox_id::text`
      })

      const pendingRecords = SqlSchema.findAll({
        Request: Schema.Any,
        Result: PendingRecord,
        execute: ({ burstMillis, limit }: { readonly limit: number; readonly burstMillis: number }) => sql`
          select connection_id, org_id, adapter, entity, external_id, first::text as lowest_inbox_id, source, attempts
          from (
            select i.connection_id, c.org_id, c.adapter, i.entity, i.external_id, min(i.inbox_id) as first,
              min(i.source) as source, max(i.attempts) as attempts,
              row_number() over (partition by i.connection_id order by min(i.inbox_id)) as turn
            from sync.inbox i join sync.connections c using (connection_id)
            where i.processed_at is null and c.status = 'active'
              and (i.next_attempt_at is null or i.next_attempt_at <= now())
              and (i.source = 'api' or i.received_at <= now() - make_interval(secs => ${burstMillis / 1000}))
            group by i.connection_id, c.org_id, c.adapter, i.entity, i.external_id
          ) records
          order by turn, first limit ${limit}`
      })

      const stillDue = SqlSchema.findAll({
        Request: Schema.Array(Attempt),
        Result: Attempt,
        execute: (attempts) => sql`
          select i.inbox_id::text, i.attempts as attempt
          from sync.inbox i join unnest(
            ${attempts.map(({ inboxId }) => inboxId)}::bigint[], ${attempts.map(({ attempt }) => attempt)}::int[]
          ) as a(inbox_id, attempts) using (inbox_id, attempts)
          where i.processed_at is null and (i.next_attempt_at is null or i.next_attempt_at <= now())`
      })

      const pendingOf = SqlSchema.findAll({
        Request: Schema.Any,
        Result: PendingRow,
        execute: (records: {
          readonly connectionId: string
          readonly entity: string
          readonly externalIds: ReadonlyArray<string>
        }) => sql`
          select inbox_id::text, external_id, event_id, source, event_name, action, kept_id, payload, event_time, received_at, attempts
          from sync.inbox
          where connection_id = ${records.connectionId} and entity = ${records.entity}
            and external_id = any(${records.externalIds}) and processed_at is null
          order by sync.inbox.inbox_id`
      })

      const counts = SqlSchema.findAll({
        Request: Schema.String,
        Result: InboxCount,
        execute: (orgId) => sql`
          select event_name, count(*) filter (where outcome is null)::int as pending,
            count(*) filter (where outcome = 'processed')::int as processed,
            count(*) filter (where outcome = 'ignored')::int as ignored,
            count(*) filter (where outcome = 'failed')::int as failed
          from sync.inbox where org_id = ${orgId} group by event_name order by event_name`
      })

      return {
        accept: (delivered) => Effect.map(accept(delivered), (added) => added.length),
        request: (connectionId, entity, externalId) =>
          Effect.map(
            dieOnBadRow(request({ connectionId, entity, externalId: storable(externalId) })),
            ({ inboxId }) => inboxId
          ),
        pendingRecords: (limit, burstMillis = 0) => dieOnBadRow(pendingRecords({ limit, burstMillis })),
        stillDue: (attempts) =>
          attempts.length === 0 ? Effect.succeed([]) : dieOnBadRow(stillDue(attempts)),
        pendingOf: (connectionId, entity, externalIds) =>
          dieOnBadRow(pendingOf({ connectionId, entity, externalIds })),
        finish: (rows, outcome, error) =>
          Effect.asVoid(sql`
            update sync.inbox
            set processed_at = now(), outcome = ${outcome}, error = ${storableOrNull(error)}, attempts = attempts + 1
            where inbox_id = any(${rows.map(({ inboxId }) => inboxId)}::bigint[]) and processed_at is null`),
        postpone: ({ connectionId, entity, externalId }, error) =>
          Effect.asVoid(sql`
            update sync.inbox
            set attempts = attempts + 1, error = ${storable(error)},
              next_attempt_at = now() + least(make_interval(secs => 5 * 2 ^ attempts), interval '2 hours')
            where connection_id = ${connectionId} and entity = ${entity} and external_id = ${externalId}
              and processed_at is null`),
        rest: ({ connectionId, entity, externalId }, seconds) =>
          Effect.asVoid(sql`
            update sync.inbox set next_attempt_at = now() + make_interval(secs => ${seconds})
            where connection_id = ${connectionId} and entity = ${entity} and external_id = ${externalId}
              and processed_at is null`),
        counts: (orgId) => dieOnBadRow(counts(orgId))
      }
    })
  )
}
