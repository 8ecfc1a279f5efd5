import { SqlClient } from "@effect/sql"
import type { SqlError } from "@effect/sql/SqlError"
import { Context, Effect, Layer } from "effect"
import type { WaitingFor } from "../connection/Connection.ts"
import type { OpenStream } from "./StreamStore.ts"

/** A running run of which nothing was heard for a while, wholly or in part. */
export interface SilentRun {
  readonly runId: string
  /** Its running streams of which nothing was heard. */
  readonly entities: ReadonlyArray<string>
}

/** What a stream's worker waits for: what its connection waits for, or a turn on its node. */
export type StreamWaitsFor = WaitingFor | "turn"

/** Signs of life: who works on what, and of what nothing is heard any more. */
export class VitalsStore extends Context.Tag("@openfaith/sync-engine/VitalsStore")<
  VitalsStore,
  {
    /** A worker has the stream in hand, and perhaps waits; only its present worker's word counts. */
    readonly streamAlive: (
      stream: OpenStream,
      waitingFor: StreamWaitsFor | null
    ) => Effect.Effect<void, SqlError>
    /** A worker plans or settles the run; nothing need be heard of it for so many seconds. */
    readonly runAlive: (runId: string, forSeconds: number) => Effect.Effect<void, SqlError>
    readonly silent: (seconds: number) => Effect.Effect<ReadonlyArray<SilentRun>, SqlError>
    /** Ends a run that nobody will ever go on with, and all that is open of it; answers whether it was still running. */
    readonly reap: (runId: string, reason: string) => Effect.Effect<boolean, SqlError>
  }
>() {
  static readonly layer = Layer.effect(
    VitalsStore,
    Effect.map(SqlClient.SqlClient, (sql) => ({
      streamAlive: ({ epoch, plan: { entity }, runId }, waitingFor) =>
        Effect.asVoid(sql`
          update sync.streams set heartbeat_at = now(), waiting_for = ${waitingFor}
          where run_id = ${runId} and entity = ${entity} and epoch = ${epoch}`),
      runAlive: (runId, forSeconds) =>
        Effect.asVoid(sql`
          update sync.runs set heartbeat_at = now() + make_interval(secs => ${forSeconds}) where run_id = ${runId}`),
      silent: (seconds) =>
        sql<SilentRun>`
          with heard as (
            select run_id, entity, status, greatest(heartbeat_at, progressed_at, finished_at, resume_at) as heard_at
            from sync.streams where carrier is null
          )
          select r.run_id, coalesce(array_agg(h.entity) filter (
            where h.status = 'running' and h.heard_at < now() - make_interval(secs => ${seconds})
          ), '{}') as entities
          from sync.runs r left join heard h using (run_id)
          where r.status = 'running'
          group by r.run_id, r.started_at, r.heartbeat_at
          having bool_or(h.status = 'running' and h.heard_at < now() - make_interval(secs => ${seconds}))
            or greatest(r.started_at, r.heartbeat_at, max(h.heard_at)) < now() - make_interval(secs => ${seconds})`,
      reap: (runId, reason) =>
        Effect.map(
          sql`
            with reaped as (
              update sync.runs set status = 'failed', error = ${reason}, finished_at = now()
              where run_id = ${runId} and status = 'running' returning run_id
            ), closed as (
              update sync.streams s set status = 'failed', error = ${reason}, finished_at = now()
              from reaped where s.run_id = reaped.run_id and s.status in ('pending', 'running')
            )
            select from reaped`,
          (rows) => rows.length > 0
        )
    }))
  )
}
