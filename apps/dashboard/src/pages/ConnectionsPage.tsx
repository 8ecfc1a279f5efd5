import type { Connection } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { Link } from "wouter"
import { useAct } from "../api/Act.ts"
import { useMay } from "../api/HeldScope.ts"
import { useOrganization, useSchedules } from "../api/Queries.ts"
import { longTime } from "../model/Format.ts"
import { Confirm } from "../ui/Confirm.tsx"
import { CredentialForm } from "../ui/CredentialForm.tsx"
import { FormDialog } from "../ui/FormDialog.tsx"
import { Page, Panel, Stat, Stats } from "../ui/Layout.tsx"
import { Answer, Callout } from "../ui/States.tsx"
import { Badge } from "../ui/Status.tsx"
import { Effect } from "effect"

const PauseButton = ({ connection: { adapter, orgId } }: { connection: Connection }) => {
  const { data } = useSchedules(orgId)
  const may = useMay()
  const own = data?.schedules.filter((schedule) => schedule.adapter === adapter) ?? []
  const isPaused = own.length > 0 && own.every(({ paused }) => paused)
  const { mutateAsync } = useAct((api, paused: boolean) =>
    Effect.forEach(own, ({ mode }) =>
      api.schedules.update({ path: { orgId, adapter, mode }, payload: { paused } })
    )
  )
  if (own.length === 0) return null
  return isPaused ? (
    <button
      type="button"
      className="button"
      disabled={!may("operate")}
      onClick={() => void mutateAsync(false)}
    >
      Resume
    </button>
  ) : (
    <Confirm
      trigger={
        <button type="button" className="button" disabled={!may("operate")}>
          Pause
        </button>
      }
      title="Pause this connection?"
      action="Pause its schedules"
      onConfirm={() => mutateAsync(true)}
    >
      <p>
        No run starts by itself until it is resumed. A run that is alive goes on, and webhooks are still
        worked off.
      </p>
    </Confirm>
  )
}

const Card = ({ connection }: { connection: Connection }) => {
  const { adapter, authType, createdAt, orgId, parkedReason, source, status, updatedAt } = connection
  const may = useMay()
  return (
    <Panel
      title={`${source.name} (${adapter})`}
      aside={<Badge tone={status === "active" ? "good" : "bad"}>{status}</Badge>}
      padded
    >
      <div className="stack-s">
        {parkedReason === null ? null : (
          <Callout tone="bad">It waits for a new credential: {parkedReason}</Callout>
        )}
        <Stats>
          <Stat
            label="Account"
            value={<span className="stat-text">{source.id}</span>}
            note={source.countryCode}
          />
          <Stat label="Time zone" value={<span className="stat-text">{source.timeZone}</span>} />
          <Stat
            label="Credential"
            value={<span className="stat-text">{authType.replaceAll("-", " ")}</span>}
          />
          <Stat label="Connected" value={<span className="stat-text">{longTime(createdAt)}</span>} />
          <Stat label="Credential changed" value={<span className="stat-text">{longTime(updatedAt)}</span>} />
        </Stats>
        <div className="row">
          <FormDialog
            trigger={
              <button type="button" className="button" disabled={!may("admin")}>
                Rotate the credential
              </button>
            }
            title="A new credential"
            description="It replaces the one in use at once; runs that are alive go on with it."
          >
            {(close) => (
              <CredentialForm
                orgId={orgId}
                adapter={adapter}
                action="Replace"
                onConnected={close}
                aside={
                  <button type="button" className="button" onClick={close}>
                    Not now
                  </button>
                }
              />
            )}
          </FormDialog>
          <PauseButton connection={connection} />
        </div>
      </div>
    </Panel>
  )
}

/** The accounts of an organisation. */
const ConnectionsPage = ({ orgId }: { orgId: string }): ReactNode => (
  <Page
    title="Connections"
    needs={["operate", "admin"]}
    crumbs={<Link href={`/orgs/${orgId}`}>{orgId}</Link>}
    actions={
      <Link className="button" href="/connect">
        Connect another account
      </Link>
    }
  >
    <Answer of={useOrganization(orgId)}>
      {({ connections }) => (
        <div className="stack">
          {connections.map((connection) => (
            <Card key={connection.connectionId} connection={connection} />
          ))}
        </div>
      )}
    </Answer>
  </Page>
)

export default ConnectionsPage
