import type { Graph, Run } from "@openfaith/sync-api"
import { type ReactNode, useMemo, useState } from "react"
import { Link, useSearchParams } from "wouter"
import { useGraph, useOrganization, useRun, useRuns } from "../api/Queries.ts"
import { useRunEvents } from "../api/RunEvents.ts"
import { entityLabel, shortTime } from "../model/Format.ts"
import { layoutOf } from "../model/GraphLayout.ts"
import { GraphDrawing } from "../ui/GraphDrawing.tsx"
import { Page, Panel } from "../ui/Layout.tsx"
import { Answer, Empty, Loading } from "../ui/States.tsx"
import { StatusBadge } from "../ui/Status.tsx"
import { type Column, Table } from "../ui/Table.tsx"

interface Line {
  readonly entity: string
  readonly wave: number
  readonly needs: ReadonlyArray<string>
  readonly follows: ReadonlyArray<string>
  readonly status: string | undefined
}

const linesOf = (graph: Graph, run: Run | undefined): ReadonlyArray<Line> =>
  graph.waves.flatMap((wave, index) =>
    wave.map((entity) => {
      const towards = (kind: "hard" | "soft") => [
        ...new Set(
          graph.edges.filter((edge) => edge.from === entity && edge.kind === kind).map(({ to }) => to)
        )
      ]
      return {
        entity,
        wave: index,
        needs: towards("hard"),
        follows: towards("soft"),
        status: run?.streams.find((stream) => stream.entity === entity)?.status
      }
    })
  )

const columns: ReadonlyArray<Column<Line>> = [
  { title: "Entity", cell: ({ entity }) => <span className="strong">{entityLabel(entity)}</span> },
  { title: "Wave", isNumber: true, cell: ({ wave }) => wave + 1 },
  {
    title: "Needs",
    cell: ({ needs }) => needs.map(entityLabel).join(", ") || <span className="muted">nothing</span>
  },
  {
    title: "Comes after",
    cell: ({ follows }) => follows.map(entityLabel).join(", ") || <span className="muted">nothing</span>
  },
  {
    title: "In this run",
    cell: ({ status }) =>
      status === undefined ? <span className="muted">not part of it</span> : <StatusBadge status={status} />
  }
]

const Drawn = ({ graph, run }: { graph: Graph; run: Run | undefined }) => {
  const layout = useMemo(() => layoutOf(graph), [graph])
  const [chosen, choose] = useState<string | null>(null)
  return (
    <>
      <Panel
        title="Waves from left to right"
        aside={
          <ul className="legend">
            <li>
              <svg width="26" height="8" aria-hidden="true">
                <line className="graph-edge" x1="0" x2="26" y1="4" y2="4" />
              </svg>
              needs it (hard)
            </li>
            <li>
              <svg width="26" height="8" aria-hidden="true">
                <line className="graph-edge" data-kind="soft" x1="0" x2="26" y1="4" y2="4" />
              </svg>
              comes after it (soft)
            </li>
          </ul>
        }
      >
        <GraphDrawing layout={layout} run={run} chosen={chosen} onChoose={choose} />
      </Panel>
      <Panel title="The same as a list">
        <Table label="Entities" rows={linesOf(graph, run)} keyOf={({ entity }) => entity} columns={columns} />
      </Panel>
    </>
  )
}

const WithRun = ({ graph, orgId, runId }: { graph: Graph; orgId: string; runId: string }) => {
  const { data } = useRun(orgId, runId)
  useRunEvents(orgId, runId, data !== undefined && data.finishedAt === null)
  return data === undefined ? (
    <div className="panel">
      <Loading rows={8} />
    </div>
  ) : (
    <Drawn graph={graph} run={data} />
  )
}

const OfAdapter = ({ adapter, orgId }: { adapter: string; orgId: string }) => {
  const graph = useGraph(adapter)
  const runs = useRuns(orgId, 25)
  const [search, setSearch] = useSearchParams()
  const recent = runs.data?.pages.flatMap((page) => page.runs) ?? []
  const runId = search.get("run") ?? recent[0]?.runId
  return (
    <>
      {runId === undefined ? null : (
        <div className="row">
          <label htmlFor="run">Status of</label>
          <select
            id="run"
            className="select"
            value={runId}
            onChange={(event) => setSearch({ run: event.target.value })}
          >
            {recent.some((run) => run.runId === runId) ? null : <option value={runId}>{runId}</option>}
            {recent.map((run) => (
              <option key={run.runId} value={run.runId}>
                {run.mode} run of {shortTime(run.createdAt)}, {run.status}
              </option>
            ))}
          </select>
        </div>
      )}
      <Answer of={graph} rows={8}>
        {(graph) =>
          runId === undefined ? (
            <Drawn graph={graph} run={undefined} />
          ) : (
            <WithRun graph={graph} orgId={orgId} runId={runId} />
          )
        }
      </Answer>
    </>
  )
}

/** Which entity needs which, and how each stands in a run. */
const GraphPage = ({ orgId }: { orgId: string }): ReactNode => (
  <Page
    title="Dependencies"
    crumbs={<Link href={`/orgs/${orgId}`}>{orgId}</Link>}
    note="Entities of a wave are synced side by side. A stream whose hard parent was not read to its end is blocked."
  >
    <Answer of={useOrganization(orgId)} rows={8}>
      {({ connections: [first] }) =>
        first === undefined ? (
          <Empty icon="plug" title="No connection" />
        ) : (
          <OfAdapter adapter={first.adapter} orgId={orgId} />
        )
      }
    </Answer>
  </Page>
)

export default GraphPage
