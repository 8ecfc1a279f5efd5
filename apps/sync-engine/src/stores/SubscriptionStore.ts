import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import type { SigningSecret, WebhookSubscription } from "@openfaith/adapter-core"
import { Context, Effect, Layer, Option, Schema } from "effect"
import { CredentialCipher, SealedSecret, type SecretUnreadable } from "../credentials/CredentialCipher.ts"
import { dieOnBadRow } from "../database/Rows.ts"
import { storable } from "../database/StorableText.ts"

/** A subscription as it was when it was last checked, without its secret. */
export const SubscriptionRow = Schema.Struct({
  connectionId: Schema.String,
  adapter: Schema.String,
  eventName: Schema.String,
  externalId: Schema.NullOr(Schema.String),
  url: Schema.String,
  active: Schema.Boolean,
  revivals: Schema.Int,
  revivedAt: Schema.NullOr(Schema.DateFromSelf),
  checkedAt: Schema.DateFromSelf,
  lastError: Schema.NullOr(Schema.String)
})
/** @see {@link SubscriptionRow} */
export type SubscriptionRow = typeof SubscriptionRow.Type

/** What a check of one event name came to; `found` is null when it failed before there was a subscription. */
export interface CheckedSubscription {
  readonly eventName: string
  readonly url: string
  readonly found: WebhookSubscription | null
  /** It was switched off and is on again. */
  readonly revived: boolean
  readonly error: string | null
}

/** Whose signatures a connection's deliveries may carry. */
export interface Signers {
  readonly adapter: string
  readonly secrets: ReadonlyArray<SigningSecret>
}

// A check that failed is not left to wait for the next regular one.
const againAfterSeconds = 60

/** What the sources of connections were asked to tell. Secrets are sealed before they reach the database. */
export class SubscriptionStore extends Context.Tag("@openfaith/sync-engine/SubscriptionStore")<
  SubscriptionStore,
  {
    /** Keeps what a check of all events of a connection came to. Nothing found leaves an earlier subscription in place. */
    readonly record: (
      connectionId: string,
      checked: ReadonlyArray<CheckedSubscription>
    ) => Effect.Effect<void, SqlError>
    /**
     * Active connections to be checked: never checked, connected anew since, checked longer ago than `everySeconds`, or
     * in vain a minute ago.
     */
    readonly due: (everySeconds: number, limit: number) => Effect.Effect<ReadonlyArray<string>, SqlError>
    readonly isDue: (connectionId: string, everySeconds: number) => Effect.Effect<boolean, SqlError>
    /** Nothing for a connection that does not exist. */
    readonly signers: (
      connectionId: string
    ) => Effect.Effect<Option.Option<Signers>, SqlError | SecretUnreadable>
    readonly findByConnection: (
      connectionId: string
    ) => Effect.Effect<ReadonlyArray<SubscriptionRow>, SqlError>
    readonly findByOrg: (orgId: string) => Effect.Effect<ReadonlyArray<SubscriptionRow>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    SubscriptionStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const cipher = yield* CredentialCipher

      const rows = sql`
        select s.connection_id, c.adapter, s.event_name, s.external_id, s.url, s.active, s.revivals, s.revived_at,
          s.checked_at, s.last_error
        from sync.webhook_subscriptions s join sync.connections c using (connection_id)`
      const findByConnection = SqlSchema.findAll({
        Request: Schema.String,
        Result: SubscriptionRow,
        execute: (id) => sql`${rows} where s.connection_id = ${id} order by s.event_name`
      })
      const findByOrg = SqlSchema.findAll({
        Request: Schema.String,
        Result: SubscriptionRow,
        execute: (orgId) => sql`${rows} where c.org_id = ${orgId} order by c.adapter, s.event_name`
      })

      const dueBy = (everySeconds: number) => sql`
        select c.connection_id, checked_at
        from sync.connections c left join lateral (
          select min(checked_at) as checked_at, bool_or(last_error is not null) as failed
          from sync.webhook_subscriptions where connection_id = c.connection_id
        ) s on true
        where c.status = 'active' and (
          checked_at is null or checked_at < c.updated_at
          or checked_at < now() - make_interval(secs => ${everySeconds})
          or (failed and checked_at < now() - make_interval(secs => ${againAfterSeconds}))
        )`
      const due = SqlSchema.findAll({
        Request: Schema.Struct({ everySeconds: Schema.Int, limit: Schema.Int }),
        Result: Schema.Struct({ connectionId: Schema.String }),
        execute: ({ everySeconds, limit }) => sql`
          select connection_id from (${dueBy(everySeconds)}) as due
          order by checked_at nulls first, connection_id limit ${limit}`
      })
      const isDue = SqlSchema.findOne({
        Request: Schema.Struct({ connectionId: Schema.String, everySeconds: Schema.Int }),
        Result: Schema.Struct({ connectionId: Schema.String }),
        execute: ({ connectionId, everySeconds }) => sql`
          select connection_id from (${dueBy(everySeconds)}) as due where connection_id = ${connectionId}`
      })

      const signers = SqlSchema.findOne({
        Request: Schema.String,
        Result: Schema.Struct({
          adapter: Schema.String,
          secrets: Schema.Array(Schema.Struct({ eventName: Schema.String, secret: SealedSecret }))
        }),
        execute: (id) => sql`
          select adapter, coalesce((
            select json_agg(json_build_object('eventName', event_name, 'secret', secret)) from sync.webhook_subscriptions
            where connection_id = c.connection_id and secret is not null
          ), '[]') as secrets
          from sync.connections c where connection_id = ${id}`
      })

      return {
        record: (connectionId, checked) =>
          Effect.gen(function* () {
            const sealed = yield* Effect.forEach(checked, ({ found }) =>
              found === null
                ? Effect.succeed(null)
                : Effect.map(cipher.seal(connectionId, found.secret), (secret) => JSON.stringify(secret))
            )
            yield* sql`
              with checked as (
                select * from unnest(
                  ${checked.map(({ eventName }) => eventName)}::text[],
                  ${checked.map(({ found }) => found?.id ?? null)}::text[],
                  ${checked.map(({ url }) => url)}::text[],
                  ${sealed}::text[],
                  ${checked.map(({ found }) => found?.active ?? null)}::boolean[],
                  ${checked.map(({ revived }) => revived)}::boolean[],
                  ${checked.map(({ error }) => (error === null ? null : storable(error)))}::text[]
                ) as c(event_name, external_id, url, secret, active, revived, error)
              ), gone as (
                delete from sync.webhook_subscriptions
                where connection_id = ${connectionId} and event_name not in (select event_name from checked)
              )
              insert into sync.webhook_subscriptions as s (
                connection_id, event_name, external_id, url, secret, active, revivals, revived_at, checked_at, last_error
              )
              select ${connectionId}, event_name, external_id, url, secret::jsonb, coalesce(active, false),
                revived::int, case when revived then now() end, clock_timestamp(), error
              from checked
              on conflict (connection_id, event_name) do update set
                external_id = coalesce(excluded.external_id, s.external_id),
                url = excluded.url,
                secret = coalesce(excluded.secret, s.secret),
                active = case when excluded.external_id is null then s.active else excluded.active end,
                revivals = s.revivals + excluded.revivals,
                revived_at = coalesce(excluded.revived_at, s.revived_at),
                checked_at = excluded.checked_at, last_error = excluded.last_error`
          }),
        due: (everySeconds, limit) =>
          Effect.map(dieOnBadRow(due({ everySeconds, limit })), (found) =>
            found.map(({ connectionId }) => connectionId)
          ),
        isDue: (connectionId, everySeconds) =>
          Effect.map(dieOnBadRow(isDue({ connectionId, everySeconds })), Option.isSome),
        signers: (connectionId) =>
          Effect.flatMap(
            dieOnBadRow(signers(connectionId)),
            Effect.transposeMapOption(({ adapter, secrets }) =>
              Effect.map(
                Effect.forEach(secrets, ({ eventName, secret }) =>
                  Effect.map(cipher.open(connectionId, secret), (opened) => ({ eventName, secret: opened }))
                ),
                (opened) => ({ adapter, secrets: opened })
              )
            )
          ),
        findByConnection: (connectionId) => dieOnBadRow(findByConnection(connectionId)),
        findByOrg: (orgId) => dieOnBadRow(findByOrg(orgId))
      }
    })
  )
}
