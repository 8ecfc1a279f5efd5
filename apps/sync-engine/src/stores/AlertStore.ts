import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { AlertKind } from "@openfaith/sync-api"
import { Context, Effect, Layer, Schema } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"

const fields = {
  orgId: Schema.String,
  connectionId: Schema.String,
  kind: AlertKind,
  subject: Schema.String,
  severity: Schema.Literal("warning", "critical"),
  message: Schema.String,
  details: Schema.Record({
    key: Schema.String,
    value: Schema.NullOr(Schema.Union(Schema.String, Schema.Number, Schema.Boolean))
  })
}

/** An alert as it is raised; open ones are told apart by connection, kind and subject. */
export const RaisedAlert = Schema.Struct(fields)
/** @see {@link RaisedAlert} */
export type RaisedAlert = typeof RaisedAlert.Type

/** An alert as it is stored. */
export const AlertRow = Schema.Struct({
  ...fields,
  alertId: Schema.String,
  adapter: Schema.String,
  openedAt: Schema.DateTimeUtcFromDate,
  lastSeenAt: Schema.DateTimeUtcFromDate,
  resolvedAt: Schema.NullOr(Schema.DateTimeUtcFromDate)
})
/** @see {@link AlertRow} */
export type AlertRow = typeof AlertRow.Type

/** Names an alert while it is open. */
export type AlertKey = Pick<RaisedAlert, "connectionId" | "kind" | "subject">

const encode = Schema.encodeSync(Schema.parseJson(Schema.Array(RaisedAlert)))

/** What a person should know of. Every method is one statement. */
export class AlertStore extends Context.Tag("@openfaith/sync-engine/AlertStore")<
  AlertStore,
  {
    /** Opens these alerts; one that is open already is seen again, with its newest message. Answers those that are new. */
    readonly open: (alerts: ReadonlyArray<RaisedAlert>) => Effect.Effect<ReadonlyArray<AlertRow>, SqlError>
    /** Resolves an alert; nothing happens when it is not open. */
    readonly resolve: (key: AlertKey) => Effect.Effect<void, SqlError>
    /** Resolves the open alerts of a kind but for these, and answers the resolved ones. */
    readonly resolveOthers: (
      kind: AlertKey["kind"],
      stillOpen: ReadonlyArray<AlertKey>
    ) => Effect.Effect<ReadonlyArray<AlertRow>, SqlError>
    /** The open alerts of an organisation, or all of them; newest first, at most 500. */
    readonly list: (orgId: string, all: boolean) => Effect.Effect<ReadonlyArray<AlertRow>, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    AlertStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns = sql.literal(
        `a.alert_id, a.org_id, a.connection_id, c.adapter, a.kind, a.subject, a.severity, a.message, a.details,
          a.opened_at, a.last_seen_at, a.resolved_at`
      )
      const Opened = Schema.Struct({ ...AlertRow.fields, isNew: Schema.Boolean })

      const open = SqlSchema.findAll({
        Request: Schema.String,
        Result: Opened,
        execute: (alerts) => sql`
          with a as (
            insert into sync.alerts as known (org_id, connection_id, kind, subject, severity, message, details)
            select n."orgId", n."connectionId", n.kind, n.subject, n.severity, n.message, n.details
            from json_to_recordset(${alerts}::json) as n("orgId" text, "connectionId" uuid, kind text, subject text,
              severity text, message text, details jsonb)
            on conflict (connection_id, kind, subject) where resolved_at is null do update set
              last_seen_at = now(), severity = excluded.severity, message = excluded.message, details = excluded.details
            returning *, xmax = 0 as is_new
          )
          select ${columns}, a.is_new from a join sync.connections c using (connection_id)`
      })
      const resolveOthers = SqlSchema.findAll({
        Request: Schema.Struct({ kind: Schema.String, stillOpen: Schema.String }),
        Result: AlertRow,
        execute: ({ kind, stillOpen }) => sql`
          update sync.alerts a set resolved_at = now() from sync.connections c
          where c.connection_id = a.connection_id and a.kind = ${kind} and a.resolved_at is null and not exists (
            select from json_to_recordset(${stillOpen}::json) as o("connectionId" uuid, subject text)
            where o."connectionId" = a.connection_id and o.subject = a.subject
          )
          returning ${columns}`
      })
      const list = SqlSchema.findAll({
        Request: Schema.Struct({ orgId: Schema.String, all: Schema.Boolean }),
        Result: AlertRow,
        execute: ({ all, orgId }) => sql`
          select ${columns} from sync.alerts a join sync.connections c using (connection_id)
          where a.org_id = ${orgId} and (${all} or a.resolved_at is null)
          order by a.opened_at desc, a.subject limit 500`
      })

      return {
        open: (alerts) =>
          alerts.length === 0
            ? Effect.succeed([])
            : Effect.map(dieOnBadRow(open(encode(alerts))), (rows) => rows.filter(({ isNew }) => isNew)),
        resolve: ({ connectionId, kind, subject }) =>
          Effect.asVoid(sql`
            update sync.alerts set resolved_at = now()
            where connection_id = ${connectionId} and kind = ${kind} and subject = ${subject} and resolved_at is null`),
        resolveOthers: (kind, stillOpen) =>
          dieOnBadRow(
            resolveOthers({
              kind,
              stillOpen: JSON.stringify(
                stillOpen.map(({ connectionId, subject }) => ({ connectionId, subject }))
              )
            })
          ),
        list: (orgId, all) => dieOnBadRow(list({ orgId, all }))
      }
    })
  )
}
