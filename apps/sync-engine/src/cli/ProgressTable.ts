import type { Run, Stream } from "@openfaith/sync-api"

const barWidth = 24
const bold = (text: string) => `\u001b[1m${text}\u001b[0m`
const dim = (text: string) => `\u001b[2m${text}\u001b[0m`
const green = (text: string) => `\u001b[32m${text}\u001b[0m`
const red = (text: string) => `\u001b[31m${text}\u001b[0m`

const number = (value: number): string => value.toLocaleString("en-US")

/** Seconds as people say them: `42 s`, `3 min 05 s`. */
export const duration = (seconds: number): string =>
  seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`

/** How far a stream is, from 0 to 1; by rows where the source tells how many there are, by requests otherwise. */
const share = (stream: Stream, carrier: Stream | undefined): number => {
  if (stream.finishedAt !== null) return 1
  if (carrier !== undefined) return share(carrier, undefined)
  if (stream.expectedRows !== null && stream.expectedRows > 0) return Math.min(1, stream.read / stream.expectedRows)
  const all = stream.requests + (stream.requestsRemaining ?? 0)
  return stream.requestsRemaining === null || all === 0 ? 0 : stream.requests / all
}

const bar = (part: number): string => {
  const full = Math.round(part * barWidth)
  return green("█".repeat(full)) + dim("░".repeat(barWidth - full))
}

const mark: Readonly<Record<Stream["status"], string>> = {
  pending: dim("·"),
  running: "▸",
  succeeded: green("✓"),
  partial: "!",
  failed: red("✗"),
  blocked: red("✗"),
  cancelled: "-"
}

const line = (stream: Stream, carrier: Stream | undefined): string => {
  const name = stream.entity.padEnd(20)
  const rows = `${number(stream.read)} rows`.padStart(14)
  const speed = stream.rowsPerSecond === null ? "" : `${number(Math.round(stream.rowsPerSecond))} rows/s`
  const left =
    stream.carrier !== null
      ? dim(`comes with ${stream.carrier}`)
      : stream.status === "running" && stream.requestsRemaining !== null
        ? `${number(stream.requestsRemaining)} requests left, ${stream.etaSeconds === null ? "…" : duration(stream.etaSeconds)}`
        : stream.finishedAt !== null
          ? dim(`${number(stream.requests)} requests`)
          : dim("waits")
  return `${mark[stream.status]} ${name} ${bar(share(stream, carrier))} ${rows} ${speed.padStart(15)}  ${left}`
}

/** A run as lines of text: a bar a stream, and the whole below. */
export const render = (run: Run): ReadonlyArray<string> => {
  const streams = new Map(run.streams.map((stream) => [stream.entity, stream]))
  const left = run.requestsRemaining === null ? "" : `, ${number(run.requestsRemaining)} requests left that are known`
  const eta = run.etaSeconds === null || run.finishedAt !== null ? "" : `, about ${duration(run.etaSeconds)}`
  return [
    ...run.streams.map((stream) => line(stream, stream.carrier === null ? undefined : streams.get(stream.carrier))),
    bold(`${run.mode} sync ${run.status}`) + (run.finishedAt === null ? dim(left + eta) : "")
  ]
}
