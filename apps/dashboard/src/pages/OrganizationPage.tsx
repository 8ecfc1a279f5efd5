import type { Organization, Run } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { Link } from "wouter"
import { useOrganization, useOrganizations, useRuns } from "../api/Queries.ts"
import { duration, entityLabel, number } from "../model/Format.ts"
import { healthOf } from "../model/Health.ts"
import { secondsOf, totalsOf } from "../model/RunShape.ts"
import { Page, Panel, Stat, Stats } from "../ui/Layout.tsx"
import { Meter } from "../ui/Meter.tsx"
import { RunSummary } from "../ui/RunProgress.tsx"
import { Answer, Callout, Empty } from "../ui/States.tsx"
import { Budgets } from "../ui/Budgets.tsx"
import { Badge, StatusBadge } from "../ui/Status.tsx"
import { SyncButton } from "../ui/SyncButton.tsx"
import { type Column, Table } from "../ui/Table.tsx"
import { Ago } from "../ui/Time.tsx"

const Entities = ({ entities }: Pick<Organization, "entities">) => {
  const filled = entities.filter(({ rows }) => rows > 0).sort((a, b) => b.rows - a.rows)
  const most = Math.max(1, ...filled.map(({ rows }) => rows))
  if (filled.length === 0)
    return (
      <Empty icon="list" title="No rows yet">
        They come with the first sync.
      </Empty>
    )
  return (
    <div className="panel-body">
      <dl className="bars">
        {filled.map(({ entity, lastReadAt, rows }) => (
          <div className="bars-row" key={entity}>
            <dt>{entityLabel(entity)}</dt>
            <dd aria-hidden="true">
              <Meter label={entityLabel(entity)} share={rows / most} />
            </dd>
            <dd className="num">{number(rows)}</dd>
            <dd className="small muted">
              <Ago at={lastReadAt} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

const recentColumns: ReadonlyArray<Column<Run>> = [
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
  {
    title: "Took",
    isNumber: true,
    cell: (run) => (run.finishedAt === null ? "–" : duration(secondsOf(run, 0) ?? 0))
  },
  { title: "Read", isNumber: true, cell: (run) => number(totalsOf(run).read) }
]

const Recent = ({ orgId }: { orgId: string }) => {
  const runs = useRuns(orgId, 6)
  const recent = runs.data?.pages[0]?.runs ?? []
  return (
    <Panel title="Recent runs" aside={<Link href={`/orgs/${orgId}/runs`}>All runs</Link>}>
      {recent.length === 0 ? (
        <Empty icon="clock" title="No run yet">
          Start one with “Sync now”.
        </Empty>
      ) : (
        <Table label="Recent runs" rows={recent} keyOf={({ runId }) => runId} columns={recentColumns} />
      )}
    </Panel>
  )
}

const Found = ({ organization }: { organization: Organization }) => {
  const { connections, deadLetters, entities, freshness, liveRuns, orgId } = organization
  const { data } = useOrganizations()
  const summary = data?.organizations.find((other) => other.orgId === orgId)
  const health = summary === undefined ? undefined : healthOf(summary)
  const rows = entities.reduce((sum, entity) => sum + entity.rows, 0)
  return (
    <Page
      title={orgId}
      beside={health === undefined ? null : <Badge tone={health.tone}>{health.label}</Badge>}
      note={connections.map(({ source }) => `${source.name}, ${source.timeZone}`).join("; ")}
      needs={["operate"]}
      actions={<SyncButton orgId={orgId} adapter={connections[0]?.adapter ?? "pco"} />}
    >
      {connections
        .filter(({ status }) => status === "parked")
        .map(({ adapter, parkedReason }) => (
          <Callout key={adapter} tone="bad">
            The connection is parked: {parkedReason}{" "}
            <Link href={`/orgs/${orgId}/connections`}>Give it a new credential</Link>
          </Callout>
        ))}
      <Stats>
        <Stat
          label="Fresh"
          value={<Ago at={freshness.lastCompletedAt} />}
          note={
            <>
              whole <Ago at={freshness.lastSucceededAt} />
            </>
          }
        />
        <Stat
          label="Next run"
          value={
            <Ago
              at={summary?.nextRunAt ?? null}
              none={liveRuns.length > 0 ? "after this one" : "not planned"}
            />
          }
        />
        <Stat label="Rows" value={number(rows)} />
        <Stat label="Dead letters" value={number(deadLetters)} />
        <Stat label="Open alerts" value={number(summary?.openAlerts ?? 0)} />
        <Stat label="Budget in use" value={<Budgets budgets={summary?.budgets ?? []} />} />
      </Stats>
      {liveRuns.length === 0 ? null : (
        <Panel title="Live now" padded>
          <div className="stack">
            {liveRuns.map((run) => (
              <RunSummary key={run.runId} run={run} />
            ))}
          </div>
        </Panel>
      )}
      <div className="columns">
        <Recent orgId={orgId} />
        <Panel title="Rows by entity" aside={<span className="muted small">and when it was last read</span>}>
          <Entities entities={entities} />
        </Panel>
      </div>
    </Page>
  )
}

/** One organisation. */
const OrganizationPage = ({ orgId }: { orgId: string }): ReactNode => {
  const organization = useOrganization(orgId)
  return organization.data === undefined ? (
    <Page title={orgId}>
      <Answer of={organization} rows={8}>
        {() => null}
      </Answer>
    </Page>
  ) : (
    <Found organization={organization.data} />
  )
}

export default OrganizationPage
