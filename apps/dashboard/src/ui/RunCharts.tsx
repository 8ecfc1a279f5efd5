import type { Run } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { Link } from "wouter"
import { ticksUpTo, timeTicksUpTo } from "../model/ChartScale.ts"
import { compact, duration, number, shortTime } from "../model/Format.ts"
import { toneOf } from "../model/Health.ts"
import { secondsOf, totalsOf } from "../model/RunShape.ts"

const view = { width: 460, height: 180, left: 54, right: 4, top: 10, bottom: 22 } as const
const plot = { width: view.width - view.left - view.right, height: view.height - view.top - view.bottom }

interface Part {
  readonly value: number
  readonly className: string
}

interface Bar {
  readonly run: Run
  readonly parts: ReadonlyArray<Part>
  readonly label: string
}

const Chart = (props: {
  label: string
  bars: ReadonlyArray<Bar>
  ticks: ReadonlyArray<number>
  tick: (value: number) => string
}) => {
  const most = props.ticks.at(-1) ?? 1
  const slot = plot.width / Math.max(12, props.bars.length)
  const y = (value: number) => view.top + plot.height * (1 - value / most)
  const first = props.bars[0]
  const last = props.bars.at(-1)
  if (first === undefined || last === undefined)
    return <p className="muted">The first bar is here when the first run has ended.</p>
  return (
    <svg className="chart" viewBox={`0 0 ${view.width} ${view.height}`} role="group" aria-label={props.label}>
      {props.ticks.map((value) => (
        <g key={value} aria-hidden="true">
          <line
            className="chart-line"
            x1={view.left}
            x2={view.width - view.right}
            y1={y(value)}
            y2={y(value)}
          />
          <text x={view.left - 8} y={y(value) + 4} textAnchor="end">
            {props.tick(value)}
          </text>
        </g>
      ))}
      {props.bars.map(({ label, parts, run }, index) => {
        const x = view.left + index * slot
        let below = 0
        return (
          <Link key={run.runId} href={`/orgs/${run.orgId}/runs/${run.runId}`} aria-label={label}>
            <title>{label}</title>
            {parts.map(({ className, value }) => {
              const height = value === 0 ? 0 : Math.max(1.5, (plot.height * value) / most)
              below += height
              return (
                <rect
                  key={className}
                  className={`chart-bar ${className}`}
                  data-tone={toneOf(run.status)}
                  x={x + slot * 0.16}
                  width={slot * 0.68}
                  y={view.top + plot.height - below}
                  height={height}
                  rx="2"
                />
              )
            })}
            <rect className="chart-hit" x={x} width={slot} y={view.top} height={plot.height} rx="3" />
          </Link>
        )
      })}
      <g aria-hidden="true">
        <text x={view.left} y={view.height - 4}>
          {shortTime(first.run.createdAt)}
        </text>
        {props.bars.length < 5 ? null : (
          <text
            x={view.left + props.bars.length * slot}
            y={view.height - 4}
            textAnchor={props.bars.length > 10 ? "end" : "middle"}
          >
            {shortTime(last.run.createdAt)}
          </text>
        )}
      </g>
    </svg>
  )
}

/** How long each run took, oldest first; the colour tells how it ended. */
export const DurationChart = ({ runs }: { runs: ReadonlyArray<Run> }): ReactNode => {
  const bars = runs.flatMap((run): ReadonlyArray<Bar> => {
    const seconds = run.finishedAt === null ? null : secondsOf(run, 0)
    return seconds === null
      ? []
      : [
          {
            run,
            parts: [{ value: seconds, className: "" }],
            label: `${run.mode} run of ${shortTime(run.createdAt)}: ${duration(seconds)}, ${run.status}`
          }
        ]
  })
  const most = Math.max(0, ...bars.flatMap(({ parts }) => parts.map(({ value }) => value)))
  return <Chart label="How long each run took" bars={bars} ticks={timeTicksUpTo(most)} tick={duration} />
}

/** What each run wrote, oldest first. */
export const ChangesChart = ({ runs }: { runs: ReadonlyArray<Run> }): ReactNode => {
  const bars = runs
    .filter(({ finishedAt }) => finishedAt !== null)
    .map((run): Bar => {
      const { deleted, inserted, updated } = totalsOf(run)
      return {
        run,
        parts: [
          { value: inserted, className: "chart-inserted" },
          { value: updated, className: "chart-updated" },
          { value: deleted, className: "chart-deleted" }
        ],
        label: `${run.mode} run of ${shortTime(run.createdAt)}: ${number(inserted)} new, ${number(updated)} changed, ${number(deleted)} deleted`
      }
    })
  const most = Math.max(0, ...bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)))
  return <Chart label="Rows that each run wrote" bars={bars} ticks={ticksUpTo(most)} tick={compact} />
}
