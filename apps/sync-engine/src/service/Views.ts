import type { Connection, Run, Stream, Subscription } from "@openfaith/sync-api"
import { DateTime, Option } from "effect"
import type { ConnectionRow } from "../stores/ConnectionStore.ts"
import type { RunRow, StreamRow } from "../stores/RunStore.ts"
import type { SubscriptionRow } from "../stores/SubscriptionStore.ts"
import { rowsPerSecond, runProgress, streamEta } from "./RunProgress.ts"

const instant = (date: Date): DateTime.Utc => Option.getOrThrow(DateTime.make(date))
const instantOrNull = (date: Date | null): DateTime.Utc | null => (date === null ? null : instant(date))

/** A connection as callers see it: nothing of its credential. */
export const connectionView = (row: ConnectionRow): Connection => ({
  connectionId: row.connectionId,
  orgId: row.orgId,
  adapter: row.adapter,
  authType: row.authType,
  status: row.status,
  parkedReason: row.parkedReason,
  source: {
    id: row.sourceOrganizationId,
    name: row.sourceOrganizationName,
    timeZone: row.timeZone,
    countryCode: row.countryCode
  },
  createdAt: instant(row.createdAt),
  updatedAt: instant(row.updatedAt)
})

const streamView = (row: StreamRow, now: Date): Stream => ({
  entity: row.entity,
  wave: row.wave,
  carrier: row.carrier,
  status: row.status,
  effectiveMode: row.effectiveMode,
  pages: row.pages,
  requests: row.requests,
  read: row.read,
  inserted: row.inserted,
  updated: row.updated,
  unchanged: row.unchanged,
  deleted: row.deleted,
  deadLettered: row.deadLettered,
  expectedRows: row.expectedRows,
  requestsRemaining: row.finishedAt === null ? row.requestsRemaining : 0,
  rowsPerSecond: rowsPerSecond(row, now),
  etaSeconds: streamEta(row, now),
  startedAt: instantOrNull(row.startedAt),
  finishedAt: instantOrNull(row.finishedAt),
  ...(row.error === null ? {} : { error: row.error })
})

/** A run as callers see it, with its pace and what is left as of `now`. */
export const runView = (row: RunRow, streams: ReadonlyArray<StreamRow>, now: DateTime.Utc): Run => {
  const date = DateTime.toDateUtc(now)
  const { etaSeconds, requestsRemaining } = runProgress(row, streams, date)
  return {
    runId: row.runId,
    orgId: row.orgId,
    adapter: row.adapter,
    mode: row.mode,
    effectiveMode: row.effectiveMode,
    entities: row.entities,
    status: row.status,
    trigger: row.trigger,
    createdAt: instant(row.createdAt),
    startedAt: instantOrNull(row.startedAt),
    finishedAt: instantOrNull(row.finishedAt),
    requestsRemaining,
    etaSeconds,
    ...(row.error === null ? {} : { error: row.error }),
    streams: streams.map((stream) => streamView(stream, date))
  }
}

/** A subscription as callers see it: nothing of its secret. */
export const subscriptionView = (row: SubscriptionRow): Subscription => ({
  adapter: row.adapter,
  eventName: row.eventName,
  url: row.url,
  health: row.externalId === null ? "missing" : row.active ? "active" : "inactive",
  checkedAt: instant(row.checkedAt),
  revivals: row.revivals,
  revivedAt: instantOrNull(row.revivedAt),
  lastError: row.lastError
})
