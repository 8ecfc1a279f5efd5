import type { Run, Stream } from "@openfaith/sync-api"
import { formatCount, formatDuration } from "./Formats.ts"
import { type Style, ansi } from "./Style.ts"

const barWidth = 24

/** How far a stream is, from 0 to 1; by rows where the source tells how many there are, by requests otherwise. */
const share = (stream: Stream, carrier: Stream | undefined): number => {
  if (stream.finishedAt !== null) return 1
  if (carrier !== undefined) return share(carrier, undefined)
  if (stream.expectedRows !== null && stream.expectedRows > 0)
    return Math.min(1, stream.read / stream.expectedRows)
  const all = stream.requests + (stream.requestsRemaining ?? 0)
  return stream.requestsRemaining === null || all === 0 ? 0 : stream.requests / all
}

const bar = (part: number, style: Style): string => {
  const full = Math.round(part * barWidth)
  return style.good("█".repeat(full)) + style.dim("░".repeat(barWidth - full))
}

const mark = (status: Stream["status"], style: Style): string => {
  switch (status) {
    case "pending":
      return style.dim("·")
    case "running":
      return "▸"
    case "succeeded":
      return style.good("✓")
    case "partial":
      return "!"
    case "cancelled":
      return "-"
    case "failed":
    case "blocked":
      return style.bad("✗")
  }
}

const remainder = (stream: Stream, style: Style): string => {
  if (stream.carrier !== null) return style.dim(`comes with ${stream.carrier}`)
  if (stream.status === "running" && stream.requestsRemaining !== null) {
    const eta = stream.etaSeconds === null ? "…" : formatDuration(stream.etaSeconds)
    return `${formatCount(stream.requestsRemaining)} requests left, ${eta}`
  }
  if (stream.status === "pending") return style.dim("waits")
  return style.dim(`${formatCount(stream.requests)} ${stream.requests === 1 ? "request" : "requests"}`)
}

const line = (stream: Stream, carrier: Stream | undefined, nameWidth: number, style: Style): string => {
  const name = stream.entity.padEnd(nameWidth)
  const rows = `${formatCount(stream.read)} rows`.padStart(14)
  const speed = stream.rowsPerSecond === null ? "" : `${formatCount(Math.round(stream.rowsPerSecond))} rows/s`
  return [
    mark(stream.status, style),
    name,
    bar(share(stream, carrier), style),
    rows,
    `${speed.padStart(15)} `,
    remainder(stream, style)
  ].join(" ")
}

/** A run as lines of text: a bar a stream, and the whole below. */
export const render = (run: Run, style: Style = ansi): ReadonlyArray<string> => {
  const streams = new Map(run.streams.map((stream) => [stream.entity, stream]))
  const left =
    run.requestsRemaining === null
      ? ""
      : `, ${formatCount(run.requestsRemaining)} requests left that are known`
  const eta = run.etaSeconds === null ? "" : `, about ${formatDuration(run.etaSeconds)}`
  const nameWidth = Math.max(...run.streams.map(({ entity }) => entity.length))
  return [
    ...run.streams.map((stream) =>
      line(stream, stream.carrier === null ? undefined : streams.get(stream.carrier), nameWidth, style)
    ),
    style.bold(`${run.mode} sync ${run.status}`) + (run.finishedAt === null ? style.dim(left + eta) : "")
  ]
}
