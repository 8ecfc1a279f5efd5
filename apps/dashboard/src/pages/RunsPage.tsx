import type { Run } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { Link } from "wouter"
import { useRuns } from "../api/Queries.ts"
import { duration, number } from "../model/Format.ts"
import { secondsOf, totalsOf } from "../model/RunShape.ts"
import { Page, Panel } from "../ui/Layout.tsx"
import { ChangesChart, DurationChart } from "../ui/RunCharts.tsx"
import { Answer, Empty } from "../ui/States.tsx"
import { StatusBadge } from "../ui/Status.tsx"
import { SyncButton } from "../ui/SyncButton.tsx"
import { type Column, Table } from "../ui/Table.tsx"
import { Ago, useNow } from "../ui/Time.tsx"

const Took = ({ run }: { run: Run }) => {
  const now = useNow()
  const seconds = secondsOf(run, now)
  return <span className="nowrap">{seconds === null ? "–" : duration(seconds)}</span>
}

const written = (run: Run): string => {
  const { deleted, inserted, updated } = totalsOf(run)
  return number(inserted + updated + deleted)
}

const columns: ReadonlyArray<Column<Run>> = [
  {
    title: "Run",
    cell: (run) => (
      <Link className="strong" href={`/orgs/${run.orgId}/runs/${run.runId}`}>
        {run.mode} <span className="visually-hidden">run {run.runId}</span>
      </Link>
    )
  },
  { title: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  { title: "Asked for", cell: ({ createdAt }) => <Ago at={createdAt} /> },
  { title: "By", cell: ({ trigger }) => trigger },
  { title: "Took", isNumber: true, cell: (run) => <Took run={run} /> },
  { title: "Read", isNumber: true, cell: (run) => number(totalsOf(run).read) },
  { title: "Written", isNumber: true, cell: written },
  { title: "Requests", isNumber: true, cell: (run) => number(totalsOf(run).requests) }
]

const legendOf = (entries: ReadonlyArray<readonly [label: string, tone: string, className: string]>) => (
  <ul className="legend">
    {entries.map(([label, tone, className]) => (
      <li key={label} data-tone={tone}>
        <span className={`swatch ${className}`} />
        {label}
      </li>
    ))}
  </ul>
)

const durations = legendOf([
  ["succeeded", "good", ""],
  ["partial", "warn", ""],
  ["failed", "bad", ""],
  ["cancelled", "idle", ""]
])

const changes = legendOf([
  ["new", "", "swatch-inserted"],
  ["changed", "", "swatch-updated"],
  ["deleted", "", "swatch-deleted"]
])

/** The runs of an organisation, as charts and as a list. */
const RunsPage = ({ orgId }: { orgId: string }): ReactNode => {
  const runs = useRuns(orgId, 25)
  return (
    <Page
      title="Runs"
      crumbs={<Link href={`/orgs/${orgId}`}>{orgId}</Link>}
      needs={["operate"]}
      actions={<SyncButton orgId={orgId} />}
    >
      <Answer of={runs} rows={8}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.runs)
          if (all.length === 0)
            return (
              <div className="panel">
                <Empty icon="clock" title="No run yet">
                  Start a full sync; the others follow by schedule.
                </Empty>
              </div>
            )
          const charted = all.slice(0, 60).toReversed()
          return (
            <>
              <div className="columns-even">
                <Panel title="Duration" aside={durations} padded>
                  <DurationChart runs={charted} />
                </Panel>
                <Panel title="Rows written" aside={changes} padded>
                  <ChangesChart runs={charted} />
                </Panel>
              </div>
              <Panel title="History">
                <Table label="Runs" rows={all} keyOf={({ runId }) => runId} columns={columns} />
                {runs.hasNextPage ? (
                  <div className="panel-body">
                    <button
                      type="button"
                      className="button"
                      disabled={runs.isFetchingNextPage}
                      onClick={() => void runs.fetchNextPage()}
                    >
                      Older runs
                    </button>
                  </div>
                ) : null}
              </Panel>
            </>
          )
        }}
      </Answer>
    </Page>
  )
}

export default RunsPage
