import type { Run } from "@openfaith/sync-api"
import type { KeyboardEvent, ReactNode } from "react"
import { compact, entityLabel } from "../model/Format.ts"
import { box, type GraphLayout } from "../model/GraphLayout.ts"
import { toneOf } from "../model/Health.ts"

/** The drawing of a dependency graph; an entity that is chosen lights up what it needs and what needs it. */
export const GraphDrawing = (props: {
  layout: GraphLayout
  run: Run | undefined
  chosen: string | null
  onChoose: (entity: string | null) => void
}): ReactNode => {
  const { chosen, layout, onChoose, run } = props
  const toggle = (entity: string) => onChoose(entity === chosen ? null : entity)
  const onKey = (event: KeyboardEvent, entity: string) => {
    if (event.key === "Escape") onChoose(null)
    if (event.key !== "Enter" && event.key !== " ") return
    event.preventDefault()
    toggle(entity)
  }
  return (
    <div className="graph-scroll" role="region" aria-label="Drawing of the dependencies" tabIndex={0}>
      <svg
        className="graph"
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="group"
        aria-label="Dependency graph"
        data-chosen={chosen ?? undefined}
      >
        {layout.columns.map(({ wave, x }) => (
          <text key={wave} className="graph-column" x={x} y="16">
            Wave {wave + 1}
          </text>
        ))}
        {layout.edges.map(({ from, kind, path, property, to }) => (
          <path
            key={`${from}.${property}.${to}`}
            className="graph-edge"
            d={path}
            data-kind={kind}
            data-lit={from === chosen || to === chosen ? "" : undefined}
          />
        ))}
        {layout.nodes.map(({ entity, x, y }) => {
          const stream = run?.streams.find((candidate) => candidate.entity === entity)
          const status = stream?.status ?? "not in this run"
          const note =
            stream === undefined || stream.read === 0 ? status : `${status}, ${compact(stream.read)} rows`
          return (
            <g
              key={entity}
              className="graph-node"
              role="button"
              tabIndex={0}
              aria-pressed={entity === chosen}
              data-tone={toneOf(status)}
              transform={`translate(${x} ${y})`}
              onClick={() => toggle(entity)}
              onKeyDown={(event) => onKey(event, entity)}
            >
              <rect className="graph-box" width={box.width} height={box.height} rx="7" />
              <rect className="graph-stripe" x="6" y="8" width="4" height={box.height - 16} rx="2" />
              <text className="graph-name" x="18" y="19">
                {entityLabel(entity)}
              </text>
              <text className="graph-note" x="18" y="34">
                {note}
              </text>
            </g>
          )
        })}
      </svg>
    </div>
  )
}
