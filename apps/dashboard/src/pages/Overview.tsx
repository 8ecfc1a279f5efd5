import type { OrganizationSummary } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { Link } from "wouter"
import { useOrganizations } from "../api/Queries.ts"
import { compact, counted, number } from "../model/Format.ts"
import { healthOf } from "../model/Health.ts"
import { Page, Panel, Stat, Stats } from "../ui/Layout.tsx"
import { Answer, Empty } from "../ui/States.tsx"
import { Budgets } from "../ui/Budgets.tsx"
import { Badge } from "../ui/Status.tsx"
import { type Column, Table } from "../ui/Table.tsx"
import { Ago } from "../ui/Time.tsx"

const HealthCell = ({ organization }: { organization: OrganizationSummary }) => {
  const { label, reasons, tone } = healthOf(organization)
  return (
    <div>
      <Badge tone={tone}>{label}</Badge>
      {reasons.length === 0 ? null : <div className="small muted">{reasons.join(", ")}</div>}
    </div>
  )
}

const columns: ReadonlyArray<Column<OrganizationSummary>> = [
  {
    title: "Organisation",
    cell: ({ connections, orgId }) => (
      <div>
        <Link className="strong" href={`/orgs/${orgId}`}>
          {orgId}
        </Link>
        <div className="small muted">{connections.map(({ source }) => source.name).join(", ")}</div>
      </div>
    )
  },
  { title: "Health", cell: (organization) => <HealthCell organization={organization} /> },
  { title: "Fresh", cell: ({ freshness }) => <Ago at={freshness.lastCompletedAt} /> },
  { title: "Live runs", isNumber: true, cell: ({ liveRuns }) => number(liveRuns) },
  {
    title: "Next run",
    cell: ({ liveRuns, nextRunAt }) => (
      <Ago at={nextRunAt} none={liveRuns > 0 ? "after this one" : "not planned"} />
    )
  },
  {
    title: "Dead letters",
    isNumber: true,
    cell: ({ deadLetters, orgId }) =>
      deadLetters === 0 ? "0" : <Link href={`/orgs/${orgId}/dead-letters`}>{number(deadLetters)}</Link>
  },
  { title: "Budget in use", cell: ({ budgets }) => <Budgets budgets={budgets} /> },
  { title: "Rows", isNumber: true, cell: ({ rows }) => number(rows) }
]

const total = (
  organizations: ReadonlyArray<OrganizationSummary>,
  of: (organization: OrganizationSummary) => number
) => organizations.reduce((sum, organization) => sum + of(organization), 0)

const Found = ({ organizations }: { organizations: ReadonlyArray<OrganizationSummary> }) => {
  const attention = organizations.filter((organization) =>
    ["bad", "warn"].includes(healthOf(organization).tone)
  )
  return (
    <>
      <Stats>
        <Stat label="Organisations" value={number(organizations.length)} />
        <Stat
          label="Want attention"
          value={number(attention.length)}
          note={attention.length === 0 ? "all is well" : undefined}
        />
        <Stat label="Live runs" value={number(total(organizations, ({ liveRuns }) => liveRuns))} />
        <Stat label="Dead letters" value={number(total(organizations, ({ deadLetters }) => deadLetters))} />
        <Stat label="Rows kept" value={compact(total(organizations, ({ rows }) => rows))} />
      </Stats>
      <Panel
        title="Organisations"
        aside={<span className="muted small">{counted(organizations.length, "organisation")}</span>}
      >
        <Table label="Organisations" rows={organizations} keyOf={({ orgId }) => orgId} columns={columns} />
      </Panel>
    </>
  )
}

const connectButton = (
  <Link className="button" data-kind="primary" href="/connect">
    Connect an account
  </Link>
)

/** All organisations at a glance. */
export const Overview = (): ReactNode => {
  const organizations = useOrganizations()
  const isEmpty = organizations.data?.organizations.length === 0
  return (
    <Page title="Organisations" actions={isEmpty ? undefined : connectButton}>
      <Answer of={organizations}>
        {({ organizations }) =>
          organizations.length === 0 ? (
            <div className="panel">
              <Empty icon="plug" title="No organisation yet" action={connectButton}>
                An organisation is there once an account is connected. It takes a personal access token of
                Planning Center and about two minutes.
              </Empty>
            </div>
          ) : (
            <Found organizations={organizations} />
          )
        }
      </Answer>
    </Page>
  )
}
