import type { Run, Stream } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { counted, duration, entityLabel, number } from "../model/Format.ts"
import { toneOf } from "../model/Health.ts"
import { secondsOf, shareOf, wavesOf } from "../model/RunShape.ts"
import { Meter } from "./Meter.tsx"
import { StatusIcon } from "./Status.tsx"

const rowsOf = ({ expectedRows, finishedAt, read }: Stream): string =>
  expectedRows === null || finishedAt !== null ? number(read) : `${number(read)} of ${number(expectedRows)}`

const requestsOf = ({ carrier, requests, requestsRemaining, status }: Stream): string => {
  if (carrier !== null) return `with ${entityLabel(carrier).toLowerCase()}`
  if (status !== "running") return requests === 0 ? "" : counted(requests, "request")
  return requestsRemaining === null
    ? `${number(requests)} sent`
    : `${counted(requestsRemaining, "request")} left`
}

const timeOf = (stream: Stream): string => {
  if (stream.finishedAt === null)
    return stream.etaSeconds === null ? "" : `${duration(stream.etaSeconds)} left`
  const seconds = secondsOf(stream, 0)
  return seconds === null ? "" : duration(seconds)
}

const changesOf = ({ deadLettered, deleted, inserted, updated }: Stream): string =>
  [
    [inserted, "new"],
    [updated, "changed"],
    [deleted, "deleted"],
    [deadLettered, "set aside"]
  ]
    .filter(([count]) => count !== 0)
    .map(([count, word]) => `${number(Number(count))} ${word}`)
    .join(", ")

const StreamRow = ({ stream }: { stream: Stream }) => {
  const { carrier, effectiveMode, entity, error, rowsPerSecond, status } = stream
  return (
    <li className="stream" data-tone={toneOf(status)} data-carried={carrier === null ? undefined : ""}>
      <span>
        <StatusIcon status={status} />
        <span className="visually-hidden">{status}</span>
      </span>
      <span className="stream-name" title={`${effectiveMode} listing`}>
        <span className="strong">{entityLabel(entity)}</span>
        <span className="small muted">{changesOf(stream)}</span>
      </span>
      <span className="stream-bar">
        <Meter label={`Progress of ${entityLabel(entity)}`} share={shareOf(stream)} tone={toneOf(status)} />
      </span>
      <span className="num stream-rows">{rowsOf(stream)} rows</span>
      <span className="stream-facts">
        <span className="num">{rowsPerSecond === null ? "" : `${number(rowsPerSecond)} rows/s`}</span>
        <span className="num muted">{requestsOf(stream)}</span>
        <span className="num">{timeOf(stream)}</span>
      </span>
      {error === undefined ? null : <span className="stream-error">{error}</span>}
    </li>
  )
}

/** The streams of a run, wave by wave. */
export const StreamRows = ({ run }: { run: Run }): ReactNode => (
  <div className="waves">
    {wavesOf(run).map((wave) => (
      <div className="wave" key={wave[0]?.wave}>
        <h3 className="wave-title">Wave {(wave[0]?.wave ?? 0) + 1}</h3>
        <ul>
          {wave.map((stream) => (
            <StreamRow key={stream.entity} stream={stream} />
          ))}
        </ul>
      </div>
    ))}
  </div>
)
