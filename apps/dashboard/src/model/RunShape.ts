import type { Run, Stream } from "@openfaith/sync-api"
import { DateTime } from "effect"

/** What a run comes to so far. */
export interface RunTotals {
  readonly read: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly deleted: number
  readonly deadLettered: number
  readonly requests: number
  readonly rowsPerSecond: number
}

const sum = (streams: ReadonlyArray<Stream>, of: (stream: Stream) => number): number =>
  streams.reduce((total, stream) => total + of(stream), 0)

/** The streams of a run added up. */
export const totalsOf = ({ streams }: Run): RunTotals => ({
  read: sum(streams, ({ read }) => read),
  inserted: sum(streams, ({ inserted }) => inserted),
  updated: sum(streams, ({ updated }) => updated),
  unchanged: sum(streams, ({ unchanged }) => unchanged),
  deleted: sum(streams, ({ deleted }) => deleted),
  deadLettered: sum(streams, ({ deadLettered }) => deadLettered),
  requests: sum(streams, ({ requests }) => requests),
  rowsPerSecond: sum(streams, ({ rowsPerSecond, status }) =>
    status === "running" ? (rowsPerSecond ?? 0) : 0
  )
})

const hasEnded = ({ finishedAt }: Stream): boolean => finishedAt !== null

/** How much of a stream is done, from 0 to 1; null while nobody can tell. */
export const shareOf = (stream: Stream): number | null => {
  if (stream.status === "pending") return 0
  if (hasEnded(stream)) return 1
  const { expectedRows, read, requests, requestsRemaining } = stream
  if (expectedRows !== null && expectedRows > 0) return Math.min(0.99, read / expectedRows)
  return requestsRemaining !== null && requests + requestsRemaining > 0
    ? Math.min(0.99, requests / (requests + requestsRemaining))
    : null
}

/** How much of a run is done, from 0 to 1: requests sent of those that are known, so it may step back when more become known. */
export const progressOf = (run: Run): number => {
  if (run.finishedAt !== null) return 1
  const sent = sum(run.streams, ({ requests }) => requests)
  const left = run.requestsRemaining ?? 0
  const waiting = run.streams.filter(({ status }) => status === "pending").length
  const ofStreams = 1 - waiting / Math.max(1, run.streams.length)
  return Math.min(0.99, (sent / Math.max(1, sent + left)) * ofStreams)
}

/** How long a run still takes, in seconds; null while nobody can tell, as between waves, when no request is known of. */
export const secondsLeft = ({ etaSeconds, finishedAt }: Run): number | null =>
  finishedAt === null && etaSeconds !== null && etaSeconds > 0 ? etaSeconds : null

/** The streams of a run wave by wave; those that ride along come behind the one that brings them. */
export const wavesOf = ({ streams }: Run): ReadonlyArray<ReadonlyArray<Stream>> => {
  const waves = new Map<number, Array<Stream>>()
  for (const stream of streams) {
    const wave = waves.get(stream.wave) ?? []
    wave.push(stream)
    waves.set(stream.wave, wave)
  }
  return [...waves.entries()]
    .sort(([a], [b]) => a - b)
    .map(([, wave]) =>
      wave
        .filter(({ carrier }) => carrier === null || !wave.some(({ entity }) => entity === carrier))
        .flatMap((stream) => [stream, ...wave.filter(({ carrier }) => carrier === stream.entity)])
    )
}

/** How long a run has taken, or takes so far, in seconds; null before it starts. */
export const secondsOf = (
  { finishedAt, startedAt }: Pick<Run, "finishedAt" | "startedAt">,
  now: number
): number | null =>
  startedAt === null
    ? null
    : Math.max(
        0,
        ((finishedAt === null ? now : DateTime.toEpochMillis(finishedAt)) -
          DateTime.toEpochMillis(startedAt)) /
          1000
      )
