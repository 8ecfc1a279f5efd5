import type { ClusterNode } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { useCluster } from "../api/Queries.ts"
import { number } from "../model/Format.ts"
import { Page, Panel, Stat, Stats } from "../ui/Layout.tsx"
import { Meter } from "../ui/Meter.tsx"
import { Answer, Callout } from "../ui/States.tsx"
import { Badge } from "../ui/Status.tsx"
import { type Column, Table } from "../ui/Table.tsx"
import { Ago } from "../ui/Time.tsx"

const columnsOf = (shards: number): ReadonlyArray<Column<ClusterNode>> => [
  {
    title: "Node",
    cell: ({ address, answering }) => (
      <div>
        <span className="mono strong">{address}</span>
        {answering ? <div className="small muted">answers this page</div> : null}
      </div>
    )
  },
  {
    title: "State",
    cell: ({ healthy }) => <Badge tone={healthy ? "good" : "bad"}>{healthy ? "healthy" : "given up"}</Badge>
  },
  {
    title: "Shards held",
    cell: (node) => (
      <div className="shards">
        <Meter label={`Share of the shards of ${node.address}`} share={node.shards / Math.max(1, shards)} />
        <span>{number(node.shards)}</span>
      </div>
    )
  },
  { title: "Version", cell: ({ version }) => version ?? <span className="muted">not connected</span> },
  { title: "Heard of", cell: ({ lastHeartbeatAt }) => <Ago at={lastHeartbeatAt} /> }
]

/** The nodes and the shards they hold. */
const ClusterPage = (): ReactNode => (
  <Page
    title="Cluster"
    note="Nodes share the work by shards. When one leaves, the others take its shards within seconds."
  >
    <Answer of={useCluster()}>
      {({ nodes, shards, versions }) => {
        const held = nodes.reduce((sum, node) => sum + node.shards, 0)
        const engines = new Set(nodes.flatMap(({ version }) => (version === null ? [] : [version])))
        return (
          <>
            {engines.size > 1 ? (
              <Callout tone="warn">
                Nodes of {engines.size} versions run side by side: {[...engines].join(", ")}.
              </Callout>
            ) : null}
            {held < shards ? (
              <Callout tone="live">{number(shards - held)} shards are being taken over.</Callout>
            ) : null}
            <Stats>
              <Stat label="Nodes" value={number(nodes.filter(({ healthy }) => healthy).length)} />
              <Stat label="Shards held" value={`${number(held)} of ${number(shards)}`} />
              <Stat label="Engine" value={versions.engine} />
              <Stat label="Node.js" value={versions.nodejs} />
              <Stat label="PostgreSQL" value={versions.postgresql.split(" ")[0]} />
              <Stat label="Schema" value={number(versions.schema)} note="newest migration" />
            </Stats>
            <Panel title="Nodes">
              <Table
                label="Nodes"
                rows={nodes}
                keyOf={({ address }) => address}
                columns={columnsOf(shards)}
              />
            </Panel>
          </>
        )
      }}
    </Answer>
  </Page>
)

export default ClusterPage
