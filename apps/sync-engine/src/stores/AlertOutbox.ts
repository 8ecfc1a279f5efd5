import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Duration, Effect, Layer, Option, Schema } from "effect"
import { AlertMessage } from "../alerting/AlertMessage.ts"
import { dieOnBadRow } from "../database/Rows.ts"

/** A message that is being sent, and the how-manieth attempt this is. */
const ClaimedMessage = Schema.Struct({ ...AlertMessage.fields, attempts: Schema.Number })
/** @see {@link ClaimedMessage} */
export type ClaimedMessage = typeof ClaimedMessage.Type

// Many alerts at once are one message: when a source is away, every stream of every organisation becomes stale.
const alertsInAMessage = 100

/** What alert channels are to be told, kept until they have taken it. */
export class AlertOutbox extends Context.Tag("@openfaith/sync-engine/AlertOutbox")<
  AlertOutbox,
  {
    /** Makes messages of what these channels were not told yet: each alert's opening, its end, and reminders between. */
    readonly queue: (
      channels: ReadonlyArray<string>,
      remindAfter: Option.Option<Duration.Duration>
    ) => Effect.Effect<void, SqlError>
    /**
     * Takes the oldest due message of a channel; it is due again after `lease`, should nobody say what became of it. An
     * alert's messages come one after the other.
     */
    readonly claim: (
      channel: string,
      lease: Duration.Duration
    ) => Effect.Effect<Option.Option<ClaimedMessage>, SqlError>
    readonly sent: (messageId: string) => Effect.Effect<void, SqlError>
    readonly postpone: (
      messageId: string,
      delay: Duration.Duration,
      reason: string
    ) => Effect.Effect<void, SqlError>
    /** Gives up what a channel has not taken for so long, and answers how many messages those were. */
    readonly abandon: (channel: string, after: Duration.Duration) => Effect.Effect<number, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    AlertOutbox,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const seconds = (duration: Duration.Duration) =>
        sql`make_interval(secs => ${Duration.toSeconds(duration)})`

      const claim = SqlSchema.findOne({
        Request: Schema.Struct({ channel: Schema.String, lease: Schema.DurationFromSelf }),
        Result: ClaimedMessage,
        execute: ({ channel, lease }) => sql`
          update sync.alert_messages set attempts = attempts + 1, next_attempt_at = now() + ${seconds(lease)}
          where message_id = (
            select m.message_id from sync.alert_messages m
            where m.channel = ${channel} and m.next_attempt_at <= now() and not exists (
              select from sync.alert_notices mine
              join sync.alert_notices other using (alert_id, channel)
              join sync.alert_messages earlier on earlier.message_id = other.message_id
              where mine.message_id = m.message_id and earlier.sequence < m.sequence
                and earlier.next_attempt_at is not null
            )
            order by m.sequence limit 1 for update skip locked
          )
          returning message_id, event, created_at, alerts, attempts`
      })

      return {
        queue: (channels, remindAfter) => {
          const remind = Option.match(remindAfter, {
            onNone: () => sql`false`,
            onSome: (after) => sql`told.last_at < now() - ${seconds(after)}`
          })
          return Effect.asVoid(sql`
            with told as (
              select n.alert_id, n.channel, max(n.created_at) as last_at, max(n.number) as reminders,
                bool_or(n.event = 'resolved') as of_the_end
              from sync.alert_notices n where n.channel = any(${channels}) group by n.alert_id, n.channel
            ), due as (
              select a.alert_id, c.channel, case
                  when told.alert_id is null and a.resolved_at is null then 'opened'
                  when a.resolved_at is not null and not told.of_the_end then 'resolved'
                  when a.resolved_at is null and ${remind} then 'reminded'
                end as event, coalesce(told.reminders, 0) + 1 as reminder
              from sync.alerts a cross join unnest(${channels}::text[]) as c(channel)
              left join told on told.alert_id = a.alert_id and told.channel = c.channel
            ), numbered as (
              select alert_id, channel, event, case when event = 'reminded' then reminder else 0 end as number,
                (row_number() over (partition by channel, event) - 1) / ${alertsInAMessage}::int as part
              from due where event is not null
            ), parts as materialized (
              select channel, event, part, gen_random_uuid() as message_id
              from numbered group by channel, event, part
            ), fresh as (
              insert into sync.alert_notices (alert_id, channel, event, number, message_id)
              select n.alert_id, n.channel, n.event, n.number, p.message_id
              from numbered n join parts p using (channel, event, part)
              on conflict do nothing returning alert_id, channel, event, message_id
            )
            insert into sync.alert_messages (message_id, channel, event, alerts)
            select f.message_id, f.channel, f.event, json_agg(json_build_object(
                'alertId', a.alert_id, 'orgId', a.org_id, 'adapter', c.adapter, 'kind', a.kind, 'subject', a.subject,
                'severity', a.severity, 'message', a.message,
                'openedAt', to_char(a.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                'resolvedAt', to_char(a.resolved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
              ) order by a.severity, a.org_id, a.kind, a.subject)
            from fresh f join sync.alerts a using (alert_id) join sync.connections c using (connection_id)
            group by f.message_id, f.channel, f.event`)
        },
        claim: (channel, lease) => dieOnBadRow(claim({ channel, lease })),
        sent: (messageId) =>
          Effect.asVoid(sql`
            update sync.alert_messages set sent_at = now(), next_attempt_at = null, last_error = null
            where message_id = ${messageId} and next_attempt_at is not null`),
        postpone: (messageId, delay, reason) =>
          Effect.asVoid(sql`
            update sync.alert_messages set next_attempt_at = now() + ${seconds(delay)}, last_error = ${reason}
            where message_id = ${messageId} and next_attempt_at is not null`),
        abandon: (channel, after) =>
          Effect.map(
            sql`
              update sync.alert_messages set abandoned_at = now(), next_attempt_at = null
              where channel = ${channel} and next_attempt_at is not null and created_at < now() - ${seconds(after)}
              returning message_id`,
            (rows) => rows.length
          )
      }
    })
  )
}
