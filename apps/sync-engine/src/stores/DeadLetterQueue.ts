import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { JsonObjectSchema } from "@openfaith/adapter-core"
import { Context, Effect, Layer, type Option, Schema, String } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"
import { nextAttempt } from "./LetterPolicy.ts"

/** A dead letter, without the record it is about. */
export const LetterRow = Schema.Struct({
  deadLetterId: Schema.String,
  orgId: Schema.String,
  connectionId: Schema.String,
  adapter: Schema.String,
  entity: Schema.String,
  recordKey: Schema.String,
  externalId: Schema.NullOr(Schema.String),
  runId: Schema.NullOr(Schema.String),
  reason: Schema.Literal("MissingId", "Undecodable", "Untransformable", "MissingParent", "Unwritable"),
  path: Schema.String,
  message: Schema.String,
  attempts: Schema.Int,
  firstSeenAt: Schema.DateFromSelf,
  lastSeenAt: Schema.DateFromSelf,
  nextAttemptAt: Schema.NullOr(Schema.DateFromSelf),
  quarantinedAt: Schema.NullOr(Schema.DateFromSelf)
})
/** @see {@link LetterRow} */
export type LetterRow = typeof LetterRow.Type

/** A dead letter with its record as the source sent it. */
export const FullLetter = Schema.Struct({ ...LetterRow.fields, raw: JsonObjectSchema })
/** @see {@link FullLetter} */
export type FullLetter = typeof FullLetter.Type

/** Which letters of an organisation; what is not said is not looked at. */
export interface LetterFilter {
  readonly entity?: string
  readonly reason?: string
  readonly quarantined?: boolean
}

/** Dead letters as they wait for their next attempt, and as a person looks at them and decides. */
export class DeadLetterQueue extends Context.Tag("@openfaith/sync-engine/DeadLetterQueue")<
  DeadLetterQueue,
  {
    /** Connections that work and have letters whose time has come. */
    readonly connectionsDue: Effect.Effect<ReadonlyArray<string>, SqlError>
    /** Letters of a connection whose time has come, oldest first; none in quarantine. */
    readonly due: (connectionId: string, limit: number) => Effect.Effect<ReadonlyArray<FullLetter>, SqlError>
    /** Puts the next attempt off without counting one: it could not be made. */
    readonly postpone: (deadLetterId: string) => Effect.Effect<void, SqlError>
    /** Letters of an organisation, newest first, older than the one named by `behind`. */
    readonly list: (
      orgId: string,
      filter: LetterFilter,
      limit: number,
      behind: string | null
    ) => Effect.Effect<ReadonlyArray<LetterRow>, SqlError>
    readonly find: (orgId: string, deadLetterId: string) => Effect.Effect<Option.Option<FullLetter>, SqlError>
    /** Has letters tried again at once, also quarantined ones, oldest first; the answer is how many were not due already. */
    readonly requeue: (
      connectionIds: ReadonlyArray<string>,
      filter: LetterFilter & { readonly deadLetterId?: string },
      limit: number
    ) => Effect.Effect<number, SqlError>
    /** Lets a letter go for good and remembers that and why; false when there is none. */
    readonly discard: (
      orgId: string,
      deadLetterId: string,
      reason: string
    ) => Effect.Effect<boolean, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    DeadLetterQueue,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns = sql.literal(
        Object.keys(LetterRow.fields)
          .map((field) => String.camelToSnake(field))
          .join(", ")
      )
      const matching = ({ entity, quarantined, reason }: LetterFilter) =>
        sql.and([
          ...(entity === undefined ? [] : [sql`entity = ${entity}`]),
          ...(reason === undefined ? [] : [sql`reason = ${reason}`]),
          ...(quarantined === undefined ? [] : [sql`(quarantined_at is not null) = ${quarantined}`])
        ])
      const due = SqlSchema.findAll({
        Request: Schema.Struct({ connectionId: Schema.String, limit: Schema.Int }),
        Result: FullLetter,
        execute: ({ connectionId, limit }) => sql`
          select ${columns}, raw from sync.dead_letters
          where connection_id = ${connectionId} and quarantined_at is null and next_attempt_at <= now()
          order by dead_letter_id limit ${limit}`
      })
      const list = SqlSchema.findAll({
        Request: Schema.Any,
        Result: LetterRow,
        execute: (page: {
          readonly orgId: string
          readonly filter: LetterFilter
          readonly limit: number
          readonly behind: string | null
        }) => sql`
          select ${columns} from sync.dead_letters
          where org_id = ${page.orgId} and ${matching(page.filter)}
            and (${page.behind}::bigint is null or dead_letter_id < ${page.behind}::bigint)
          order by dead_letter_id desc limit ${page.limit}`
      })
      const find = SqlSchema.findOne({
        Request: Schema.Struct({ orgId: Schema.String, deadLetterId: Schema.String }),
        Result: FullLetter,
        execute: ({ deadLetterId, orgId }) => sql`
          select ${columns}, raw from sync.dead_letters
          where org_id = ${orgId} and dead_letter_id = ${deadLetterId}::bigint`
      })

      return {
        connectionsDue: Effect.map(
          sql<{ connectionId: string }>`
            select connection_id from sync.connections c
            where status = 'active' and exists (
              select from sync.dead_letters d
              where d.connection_id = c.connection_id and quarantined_at is null and next_attempt_at <= now()
            )`,
          (rows) => rows.map(({ connectionId }) => connectionId)
        ),
        due: (connectionId, limit) => dieOnBadRow(due({ connectionId, limit })),
        postpone: (deadLetterId) =>
          Effect.asVoid(sql`
            update sync.dead_letters set next_attempt_at = ${nextAttempt(sql, sql`attempts`)}
            where dead_letter_id = ${deadLetterId}::bigint and quarantined_at is null`),
        list: (orgId, filter, limit, behind) => dieOnBadRow(list({ orgId, filter, limit, behind })),
        find: (orgId, deadLetterId) => dieOnBadRow(find({ orgId, deadLetterId })),
        requeue: (connectionIds, { deadLetterId, ...filter }, limit) =>
          Effect.map(
            sql`
              update sync.dead_letters set next_attempt_at = now(), quarantined_at = null
              where dead_letter_id in (
                select dead_letter_id from sync.dead_letters
                where connection_id = any(${connectionIds}::uuid[]) and ${matching(filter)}
                  and (${deadLetterId ?? null}::bigint is null or dead_letter_id = ${deadLetterId ?? null}::bigint)
                  and (quarantined_at is not null or next_attempt_at > now())
                order by dead_letter_id limit ${limit} for update
              )
              returning 1`,
            (rows) => rows.length
          ),
        discard: (orgId, deadLetterId, reason) =>
          Effect.map(
            sql`
              with gone as (
                delete from sync.dead_letters
                where org_id = ${orgId} and dead_letter_id = ${deadLetterId}::bigint returning *
              )
              insert into sync.dead_letter_audit (
                dead_letter_id, org_id, adapter, entity, external_id, fault, path, message, raw, attempts,
                first_seen_at, reason
              )
              select dead_letter_id, org_id, adapter, entity, external_id, reason, path, message, raw, attempts,
                first_seen_at, ${reason}
              from gone returning 1`,
            (rows) => rows.length > 0
          )
      }
    })
  )
}
