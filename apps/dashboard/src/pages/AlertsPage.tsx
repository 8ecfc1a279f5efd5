import type { Alert } from "@openfaith/sync-api"
import { type ReactNode, useState } from "react"
import { Link } from "wouter"
import { useAlerts } from "../api/Queries.ts"
import { Page, Panel } from "../ui/Layout.tsx"
import { Answer, Empty } from "../ui/States.tsx"
import { Badge } from "../ui/Status.tsx"
import { type Column, Table } from "../ui/Table.tsx"
import { Ago } from "../ui/Time.tsx"

const columns: ReadonlyArray<Column<Alert>> = [
  {
    title: "Alert",
    cell: ({ kind, message, subject }) => (
      <div>
        <span className="strong">{message}</span>
        <div className="small muted">
          {kind}, {subject}
        </div>
      </div>
    )
  },
  {
    title: "Severity",
    cell: ({ resolvedAt, severity }) =>
      resolvedAt === null ? (
        <Badge tone={severity === "critical" ? "bad" : "warn"}>{severity}</Badge>
      ) : (
        <Badge tone="good">resolved</Badge>
      )
  },
  { title: "Opened", cell: ({ openedAt }) => <Ago at={openedAt} /> },
  { title: "Resolved", cell: ({ resolvedAt }) => <Ago at={resolvedAt} none="open" /> }
]

/** What a person should know of. */
const AlertsPage = ({ orgId }: { orgId: string }): ReactNode => {
  const [all, setAll] = useState(false)
  return (
    <Page
      title="Alerts"
      crumbs={<Link href={`/orgs/${orgId}`}>{orgId}</Link>}
      note="An alert is resolved by itself when its cause is gone."
      actions={
        <label className="row">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
          Resolved ones too
        </label>
      }
    >
      <Answer of={useAlerts(orgId, all)}>
        {({ alerts }) =>
          alerts.length === 0 ? (
            <div className="panel">
              <Empty icon="check" title={all ? "No alert so far" : "No open alerts"} tone="good">
                Nothing asks for you.
              </Empty>
            </div>
          ) : (
            <Panel title="Alerts" aside={<span className="muted small">newest first</span>}>
              <Table label="Alerts" rows={alerts} keyOf={({ alertId }) => alertId} columns={columns} />
            </Panel>
          )
        }
      </Answer>
    </Page>
  )
}

export default AlertsPage
