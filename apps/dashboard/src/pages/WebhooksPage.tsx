import type { InboxCount, Subscription } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { Link } from "wouter"
import { useWebhooks } from "../api/Queries.ts"
import { number } from "../model/Format.ts"
import type { Tone } from "../model/Health.ts"
import { Page, Panel, Stat, Stats } from "../ui/Layout.tsx"
import { Answer, Empty } from "../ui/States.tsx"
import { Badge } from "../ui/Status.tsx"
import { type Column, Table } from "../ui/Table.tsx"
import { Ago } from "../ui/Time.tsx"

const tones: Readonly<Record<Subscription["health"], Tone>> = {
  active: "good",
  inactive: "bad",
  missing: "bad"
}

const subscriptionColumns: ReadonlyArray<Column<Subscription>> = [
  {
    title: "Event",
    cell: ({ eventName, lastError }) => (
      <div>
        <code>{eventName}</code>
        {lastError === null ? null : <div className="small muted">{lastError}</div>}
      </div>
    )
  },
  { title: "Health", cell: ({ health }) => <Badge tone={tones[health]}>{health}</Badge> },
  { title: "Checked", cell: ({ checkedAt }) => <Ago at={checkedAt} /> },
  {
    title: "Revived",
    cell: ({ revivals, revivedAt }) =>
      revivals === 0 ? (
        <span className="muted">never</span>
      ) : (
        <span>
          {number(revivals)} ×, last <Ago at={revivedAt} />
        </span>
      )
  }
]

const inboxColumns: ReadonlyArray<Column<InboxCount>> = [
  { title: "Event", cell: ({ eventName }) => <code>{eventName}</code> },
  { title: "Pending", isNumber: true, cell: ({ pending }) => number(pending) },
  { title: "Processed", isNumber: true, cell: ({ processed }) => number(processed) },
  { title: "Ignored", isNumber: true, cell: ({ ignored }) => number(ignored) },
  { title: "Failed", isNumber: true, cell: ({ failed }) => number(failed) }
]

const total = (inbox: ReadonlyArray<InboxCount>, of: (count: InboxCount) => number) =>
  number(inbox.reduce((sum, count) => sum + of(count), 0))

/** What the source tells by itself, and whether it still does. */
const WebhooksPage = ({ orgId }: { orgId: string }): ReactNode => (
  <Page
    title="Webhooks"
    crumbs={<Link href={`/orgs/${orgId}`}>{orgId}</Link>}
    note="Planning Center tells of changes by itself; each one is looked up and written within seconds."
  >
    <Answer of={useWebhooks(orgId)}>
      {({ inbox, subscriptions }) => (
        <>
          <Stats>
            <Stat
              label="Subscriptions"
              value={`${number(subscriptions.filter(({ health }) => health === "active").length)} of ${number(subscriptions.length)}`}
              note="active"
            />
            <Stat label="Pending" value={total(inbox, ({ pending }) => pending)} />
            <Stat label="Processed" value={total(inbox, ({ processed }) => processed)} />
            <Stat label="Failed" value={total(inbox, ({ failed }) => failed)} />
          </Stats>
          <Panel title="Inbox">
            {inbox.length === 0 ? (
              <Empty icon="inbox" title="Nothing has come yet">
                The first event is here as soon as something changes in Planning Center.
              </Empty>
            ) : (
              <Table label="Inbox" rows={inbox} keyOf={({ eventName }) => eventName} columns={inboxColumns} />
            )}
          </Panel>
          <Panel title="Subscriptions">
            {subscriptions.length === 0 ? (
              <Empty icon="hook" title="Not subscribed">
                Nodes subscribe by themselves once WEBHOOK_URL names the address at which Planning Center
                reaches them. Until then, changes are found by runs.
              </Empty>
            ) : (
              <Table
                label="Subscriptions"
                rows={subscriptions}
                keyOf={({ adapter, eventName }) => `${adapter}/${eventName}`}
                columns={subscriptionColumns}
              />
            )}
          </Panel>
        </>
      )}
    </Answer>
  </Page>
)

export default WebhooksPage
