import type { RunRow, StreamRow } from "../stores/RunStore.ts"

/** What can be said of a run beyond its rows, as of `now`. */
export interface RunProgress {
  /** Requests a second since the run began; null before the first. */
  readonly requestsPerSecond: number | null
  /** Requests still to be sent as far as is known. */
  readonly requestsRemaining: number
  readonly etaSeconds: number | null
}

const secondsSince = (start: Date, end: Date): number =>
  Math.max(0.001, (end.getTime() - start.getTime()) / 1000)

const paceOf = (requests: number, startedAt: Date | null, end: Date): number | null =>
  startedAt === null || requests === 0 ? null : requests / secondsSince(startedAt, end)

/** A stream that rides along has no requests of its own; one not yet begun has none that are known. */
export const streamEta = (stream: StreamRow, now: Date): number | null => {
  if (stream.finishedAt !== null) return 0
  const pace = paceOf(stream.requests, stream.startedAt, now)
  return pace === null || stream.requestsRemaining === null
    ? null
    : Math.ceil(stream.requestsRemaining / pace)
}

/** Rows a second of a stream while it ran. */
export const rowsPerSecond = (stream: StreamRow, now: Date): number | null =>
  stream.startedAt === null
    ? null
    : Math.round(stream.read / secondsSince(stream.startedAt, stream.finishedAt ?? now))

/** The whole run's pace and what is left of it. */
export const runProgress = (run: RunRow, streams: ReadonlyArray<StreamRow>, now: Date): RunProgress => {
  const sent = streams.reduce((sum, { requests }) => sum + requests, 0)
  const requestsRemaining = streams.reduce((sum, stream) => sum + (stream.requestsRemaining ?? 0), 0)
  const requestsPerSecond = paceOf(sent, run.startedAt, run.finishedAt ?? now)
  const etaSeconds =
    run.finishedAt !== null
      ? 0
      : requestsPerSecond === null
        ? null
        : Math.ceil(requestsRemaining / requestsPerSecond)
  return { requestsPerSecond, requestsRemaining, etaSeconds }
}
