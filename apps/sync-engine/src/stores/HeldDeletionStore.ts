import { SqlClient, SqlSchema } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer, type Option, Schema } from "effect"
import { dieOnBadRow } from "../database/Rows.ts"
import type { MissingRow } from "./AuditStore.ts"

/** Deletions that an audit found and did not believe by itself. */
export const HeldDeletion = Schema.Struct({
  heldDeletionId: Schema.String,
  orgId: Schema.String,
  connectionId: Schema.String,
  adapter: Schema.String,
  entity: Schema.String,
  runId: Schema.String,
  missing: Schema.Array(Schema.Struct({ externalId: Schema.String, parent: Schema.NullOr(Schema.String) })),
  /** Rows that were alive when they were found missing. */
  living: Schema.Int,
  status: Schema.Literal("held", "approved", "rejected", "applied", "superseded"),
  reason: Schema.NullOr(Schema.String),
  createdAt: Schema.DateFromSelf,
  decidedAt: Schema.NullOr(Schema.DateFromSelf)
})
/** @see {@link HeldDeletion} */
export type HeldDeletion = typeof HeldDeletion.Type

/** Deletions too many to be believed without a person. */
export class HeldDeletionStore extends Context.Tag("@openfaith/sync-engine/HeldDeletionStore")<
  HeldDeletionStore,
  {
    /**
     * Holds deletions in place of those of the same entity that were held before; what a listing of some parents only misses
     * (not `whole`) does not take the place of others. What a person rejected is not held again: the answer is whether it
     * is held.
     */
    readonly hold: (
      held: Pick<
        HeldDeletion,
        "orgId" | "connectionId" | "adapter" | "entity" | "runId" | "missing" | "living"
      > & { readonly whole: boolean }
    ) => Effect.Effect<boolean, SqlError>
    /** Those of an organisation, newest first. */
    readonly list: (orgId: string) => Effect.Effect<ReadonlyArray<HeldDeletion>, SqlError>
    readonly find: (heldDeletionId: string) => Effect.Effect<Option.Option<HeldDeletion>, SqlError>
    /** A person's word on what is held; false when it was held no more. */
    readonly decide: (
      heldDeletionId: string,
      status: "approved" | "rejected",
      reason: string | null
    ) => Effect.Effect<boolean, SqlError>
    /** Approved ones that are not carried out yet. */
    readonly approved: Effect.Effect<ReadonlyArray<string>, SqlError>
    /**
     * What became of an approved one: `applied`, or `superseded` where not all of it could be carried out, so that the next
     * audit judges the rest anew.
     */
    readonly settle: (
      heldDeletionId: string,
      status: "applied" | "superseded"
    ) => Effect.Effect<void, SqlError>
    /** The listings of these entities brought the records again, or too few are missing to ask anybody. */
    readonly release: (connectionId: string, entities: ReadonlyArray<string>) => Effect.Effect<void, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    HeldDeletionStore,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns = sql`held_deletion_id::text, org_id, connection_id, adapter, entity, run_id,
        external_ids as missing, living, status, reason, created_at, decided_at`
      const list = SqlSchema.findAll({
        Request: Schema.String,
        Result: HeldDeletion,
        execute: (orgId) =>
          sql`select ${columns} from sync.held_deletions where org_id = ${orgId} order by held_deletion_id desc limit 200`
      })
      const find = SqlSchema.findOne({
        Request: Schema.String,
        Result: HeldDeletion,
        execute: (id) => sql`select ${columns} from sync.held_deletions where held_deletion_id::text = ${id}`
      })
      const release = (connectionId: string, entities: ReadonlyArray<string>) =>
        Effect.asVoid(sql`
          update sync.held_deletions set status = 'superseded', decided_at = now()
          where connection_id = ${connectionId} and entity = any(${entities}) and status = 'held'`)
      const isRejected = (connectionId: string, entity: string, missing: ReadonlyArray<MissingRow>) =>
        Effect.map(
          sql<{ rejected: boolean }>`
            select external_ids @> ${JSON.stringify(missing)}::jsonb as rejected
            from sync.held_deletions
            where connection_id = ${connectionId} and entity = ${entity} and status in ('rejected', 'applied')
            order by held_deletion_id desc limit 1`,
          ([row]) => row?.rejected ?? false
        )
      const isHeld = (connectionId: string, entity: string) =>
        Effect.map(
          sql`
            select from sync.held_deletions
            where connection_id = ${connectionId} and entity = ${entity} and status = 'held'`,
          (rows) => rows.length > 0
        )
      return {
        hold: ({ adapter, connectionId, entity, living, missing, orgId, runId, whole }) =>
          sql.withTransaction(
            Effect.gen(function* () {
              if (yield* isRejected(connectionId, entity, missing)) return false
              if (!whole && (yield* isHeld(connectionId, entity))) return false
              yield* release(connectionId, [entity])
              yield* sql`
                insert into sync.held_deletions (
                  org_id, connection_id, adapter, entity, run_id, external_ids, records, living
                ) values (
                  ${orgId}, ${connectionId}, ${adapter}, ${entity}, ${runId}, ${JSON.stringify(missing)}::jsonb,
                  ${missing.length}, ${living}
                )`
              return true
            })
          ),
        list: (orgId) => dieOnBadRow(list(orgId)),
        find: (id) => dieOnBadRow(find(id)),
        decide: (id, status, reason) =>
          Effect.map(
            sql`
              update sync.held_deletions set status = ${status}, reason = ${reason}, decided_at = now()
              where held_deletion_id::text = ${id} and status = 'held' returning 1`,
            (rows) => rows.length > 0
          ),
        approved: Effect.map(
          sql<{ id: string }>`
            select held_deletion_id::text as id from sync.held_deletions where status = 'approved'
            order by held_deletion_id`,
          (rows) => rows.map(({ id }) => id)
        ),
        // What a person said before of records that were approved since is no word on what is left of these.
        settle: (id, status) =>
          Effect.asVoid(sql`
            with settled as (
              update sync.held_deletions set status = ${status}
              where held_deletion_id::text = ${id} and status = 'approved'
              returning connection_id, entity
            )
            update sync.held_deletions h set status = 'superseded' from settled s
            where ${status} = 'superseded' and h.connection_id = s.connection_id and h.entity = s.entity
              and h.status = 'rejected' and h.held_deletion_id::text <> ${id}`),
        release
      }
    })
  )
}
