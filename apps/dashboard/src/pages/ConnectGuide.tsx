import { OrgId } from "@openfaith/sync-api"
import { Schema } from "effect"
import { type FormEvent, type ReactNode, useState } from "react"
import { Link } from "wouter"
import { useAct } from "../api/Act.ts"
import { failureOf } from "../api/Failure.ts"
import { useMay } from "../api/HeldScope.ts"
import { useOrganization, useRun } from "../api/Queries.ts"
import { useRunEvents } from "../api/RunEvents.ts"
import { counted, number } from "../model/Format.ts"
import { totalsOf } from "../model/RunShape.ts"
import { CredentialForm } from "../ui/CredentialForm.tsx"
import { Field } from "../ui/Field.tsx"
import { Icon } from "../ui/Icon.tsx"
import { Page } from "../ui/Layout.tsx"
import { RunSummary } from "../ui/RunProgress.tsx"
import { Callout, Loading } from "../ui/States.tsx"

const adapter = "pco"
const isOrgId = Schema.is(OrgId)

type State = "done" | "now" | "later"

const Step = (props: { number: number; title: string; state: State; children: ReactNode }) => (
  <li
    className="step panel panel-body"
    data-state={props.state}
    aria-current={props.state === "now" ? "step" : undefined}
  >
    <span className="step-mark">
      {props.state === "done" ? <Icon name="check" /> : props.number}
      {props.state === "done" ? <span className="visually-hidden">Done:</span> : null}
    </span>
    <div className="stack-s">
      <h2>{props.title}</h2>
      {props.state === "later" ? null : props.children}
    </div>
  </li>
)

const NameForm = ({ onNamed }: { onNamed: (orgId: string) => void }) => {
  const may = useMay()
  const [name, setName] = useState("")
  const [isFaulty, setFaulty] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isOrgId(name)) onNamed(name)
    else setFaulty(true)
  }
  return (
    <form className="form" onSubmit={submit}>
      <Field
        label="Name of the organisation"
        placeholder="grace-church"
        spellCheck={false}
        autoCapitalize="none"
        required
        value={name}
        onChange={(event) => {
          setName(event.target.value)
          setFaulty(false)
        }}
        hint="Your own name for it: every row carries it, and it cannot be changed later."
        fault={
          isFaulty ? "Letters, digits, dots, underscores, tildes and hyphens, up to 128 of them." : undefined
        }
      />
      <div>
        <button type="submit" className="button" data-kind="primary" disabled={!may("admin")}>
          Go on
        </button>
      </div>
    </form>
  )
}

const CredentialStep = ({ onConnected, orgId }: { onConnected: () => void; orgId: string }) => (
  <>
    <p className="muted">
      In Planning Center, an organisation administrator opens{" "}
      <a href="https://api.planningcenteronline.com/oauth/applications" target="_blank" rel="noreferrer">
        API &amp; Webhooks
      </a>{" "}
      and creates a personal access token. It can see what its owner sees: People and Groups are needed.
    </p>
    <CredentialForm orgId={orgId} adapter={adapter} action="Connect" onConnected={onConnected} />
  </>
)

const SyncStep = ({ onStarted, orgId }: { onStarted: (runId: string) => void; orgId: string }) => {
  const { data } = useOrganization(orgId)
  const start = useAct((api) => api.syncs.start({ path: { orgId }, payload: { adapter, mode: "full" } }))
  return (
    <>
      <p className="muted">
        {data?.connections[0] === undefined ? "The account" : data.connections[0].source.name} is connected.
        The first sync reads every record once, as fast as Planning Center allows.
      </p>
      {start.error === null ? null : <Callout tone="bad">{failureOf(start.error).detail}</Callout>}
      <div>
        <button
          type="button"
          className="button"
          data-kind="primary"
          disabled={start.isPending}
          onClick={() => start.mutate(undefined, { onSuccess: ({ runId }) => onStarted(runId) })}
        >
          Start the first sync
        </button>
      </div>
    </>
  )
}

const Running = ({ orgId, runId }: { orgId: string; runId: string }) => {
  const { data: run } = useRun(orgId, runId)
  useRunEvents(orgId, runId, run !== undefined && run.finishedAt === null)
  if (run === undefined) return <Loading rows={2} />
  if (run.finishedAt === null)
    return (
      <>
        <RunSummary run={run} />
        <p className="muted small">You may leave this page; the sync goes on without it.</p>
      </>
    )
  const isWhole = run.status === "succeeded" || run.status === "partial"
  const { deadLettered, inserted, read } = totalsOf(run)
  return (
    <>
      <Callout tone={run.status === "succeeded" ? "good" : isWhole ? "warn" : "bad"}>
        {isWhole
          ? `The first sync is finished: ${number(read)} records read, ${number(inserted)} rows written.`
          : `The run ${run.status}. ${run.error ?? ""}`}
        {deadLettered === 0 ? "" : ` ${counted(deadLettered, "record")} set aside.`}
      </Callout>
      <div className="row">
        <Link className="button" data-kind="primary" href={`/orgs/${orgId}`}>
          Go to {orgId}
        </Link>
        <Link className="button" href={`/orgs/${orgId}/runs/${runId}`}>
          Look at the run
        </Link>
      </div>
    </>
  )
}

/** Leads from nothing to a finished first sync. */
const ConnectGuide = (): ReactNode => {
  const [orgId, setOrgId] = useState<string | null>(null)
  const [isConnected, setConnected] = useState(false)
  const [runId, setRunId] = useState<string | null>(null)
  const stateOf = (isDone: boolean, isReached: boolean): State =>
    isDone ? "done" : isReached ? "now" : "later"
  return (
    <Page title="Connect an account" note="Three steps, about two minutes of yours." needs={["admin"]}>
      <ol className="steps guide">
        <Step number={1} title="Name the organisation" state={stateOf(orgId !== null, true)}>
          {orgId === null ? (
            <NameForm onNamed={setOrgId} />
          ) : (
            <p>
              <strong>{orgId}</strong>
            </p>
          )}
        </Step>
        <Step number={2} title="Let the engine in" state={stateOf(isConnected, orgId !== null)}>
          {orgId === null || isConnected ? (
            <p className="muted">The credential works and is stored encrypted.</p>
          ) : (
            <CredentialStep orgId={orgId} onConnected={() => setConnected(true)} />
          )}
        </Step>
        <Step number={3} title="Sync for the first time" state={stateOf(false, isConnected)}>
          {orgId === null ? null : runId === null ? (
            <SyncStep orgId={orgId} onStarted={setRunId} />
          ) : (
            <Running orgId={orgId} runId={runId} />
          )}
        </Step>
      </ol>
    </Page>
  )
}

export default ConnectGuide
