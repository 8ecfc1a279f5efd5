import type { Run } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { Link } from "wouter"
import { useAct } from "../api/Act.ts"
import { useMay } from "../api/HeldScope.ts"
import { useRun } from "../api/Queries.ts"
import { type Line, useRunEvents } from "../api/RunEvents.ts"
import { compact, duration, number, shortTime } from "../model/Format.ts"
import { toneOf, type Tone } from "../model/Health.ts"
import { progressOf, secondsLeft, secondsOf, totalsOf } from "../model/RunShape.ts"
import { Confirm } from "../ui/Confirm.tsx"
import { Page, Panel, Stat, Stats } from "../ui/Layout.tsx"
import { Meter } from "../ui/Meter.tsx"
import { Answer, Callout, Empty } from "../ui/States.tsx"
import { StatusBadge } from "../ui/Status.tsx"
import { StreamRows } from "../ui/StreamRows.tsx"
import { useNow } from "../ui/Time.tsx"

const lines: Readonly<Record<Line, readonly [Tone, string]>> = {
  connecting: ["idle", "Connecting"],
  open: ["good", "Live"],
  waiting: ["warn", "Line broke, trying again"],
  ended: ["idle", "Ended"]
}

const LineState = ({ line }: { line: Line }) => {
  const [tone, label] = lines[line]
  return (
    <span className="row small muted" data-tone={tone} role="status">
      <span className="line-dot" />
      {label}
    </span>
  )
}

const CancelButton = ({ run }: { run: Run }) => {
  const may = useMay()
  const { mutateAsync } = useAct((api, { orgId, runId }: Run) => api.syncs.cancel({ path: { orgId, runId } }))
  return (
    <Confirm
      trigger={
        <button type="button" className="button" data-kind="danger" disabled={!may("operate")}>
          Cancel
        </button>
      }
      title="Cancel this run?"
      action="Cancel the run"
      isDangerous
      onConfirm={() => mutateAsync(run)}
    >
      <p>
        It ends with the page it is at. What is written stays, and the next run goes on from the source as it
        is then.
      </p>
    </Confirm>
  )
}

const Figures = ({ run }: { run: Run }) => {
  const now = useNow()
  const totals = totalsOf(run)
  const seconds = secondsOf(run, now)
  const isLive = run.finishedAt === null
  const left = secondsLeft(run)
  const pace = isLive ? totals.rowsPerSecond : seconds === null || seconds === 0 ? 0 : totals.read / seconds
  return (
    <>
      <Stats>
        <Stat
          label="Rows read"
          value={number(totals.read)}
          note={`${number(totals.unchanged)} as they were`}
        />
        <Stat
          label="Rows a second"
          value={number(Math.round(pace))}
          note={isLive ? undefined : "on average"}
        />
        <Stat
          label={isLive ? "Requests left" : "Requests"}
          value={
            isLive
              ? run.requestsRemaining === null
                ? "?"
                : number(run.requestsRemaining)
              : number(totals.requests)
          }
          note={isLive ? `${number(totals.requests)} sent` : undefined}
        />
        <Stat
          label={isLive ? "Time left" : "Took"}
          value={isLive ? (left === null ? "?" : duration(left)) : seconds === null ? "–" : duration(seconds)}
          note={isLive && seconds !== null ? `${duration(seconds)} so far` : undefined}
        />
        <Stat
          label="Rows written"
          value={number(totals.inserted + totals.updated + totals.deleted)}
          note={`${compact(totals.inserted)} new, ${compact(totals.updated)} changed, ${compact(totals.deleted)} deleted`}
        />
        <Stat label="Set aside" value={number(totals.deadLettered)} note="dead letters" />
      </Stats>
    </>
  )
}

const Watched = ({ run }: { run: Run }) => {
  const isLive = run.finishedAt === null
  const line = useRunEvents(run.orgId, run.runId, isLive)
  return (
    <Page
      title={`${run.mode.charAt(0).toUpperCase()}${run.mode.slice(1)} run`}
      crumbs={
        <>
          <Link href={`/orgs/${run.orgId}`}>{run.orgId}</Link> /{" "}
          <Link href={`/orgs/${run.orgId}/runs`}>Runs</Link>
        </>
      }
      beside={<StatusBadge status={run.status} />}
      needs={isLive ? ["operate"] : []}
      note={
        <>
          Asked for by {run.trigger} on {shortTime(run.createdAt)}
          {run.entities === null ? "" : `, ${run.entities.join(", ")} only`}
        </>
      }
      actions={
        <>
          <Link className="button" href={`/orgs/${run.orgId}/graph?run=${run.runId}`}>
            Dependencies
          </Link>
          {isLive ? <CancelButton run={run} /> : null}
        </>
      }
    >
      {run.error === undefined ? null : <Callout tone="bad">{run.error}</Callout>}
      <Meter label="Progress of the run" share={progressOf(run)} tone={toneOf(run.status)} size="l" />
      <Figures run={run} />
      <Panel title="Streams" aside={<LineState line={line} />}>
        {run.streams.length === 0 ? (
          <Empty icon="clock" title="Not planned yet">
            The run is queued. Its streams are here as soon as a node takes it.
          </Empty>
        ) : (
          <StreamRows run={run} />
        )}
      </Panel>
    </Page>
  )
}

/** One run, live until it ends. */
const RunPage = ({ orgId, runId }: { orgId: string; runId: string }): ReactNode => {
  const run = useRun(orgId, runId)
  return run.data === undefined ? (
    <Page title="Run">
      <Answer of={run} rows={9}>
        {() => null}
      </Answer>
    </Page>
  ) : (
    <Watched run={run.data} />
  )
}

export default RunPage
