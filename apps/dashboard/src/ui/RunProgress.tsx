import type { Run } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { Link } from "wouter"
import { duration, number } from "../model/Format.ts"
import { progressOf, secondsLeft, totalsOf } from "../model/RunShape.ts"
import { Meter } from "./Meter.tsx"
import { StatusBadge } from "./Status.tsx"

/** A live run in two lines. */
export const RunSummary = ({ run }: { run: Run }): ReactNode => {
  const totals = totalsOf(run)
  const left = secondsLeft(run)
  return (
    <div className="stack-s">
      <div className="row spread">
        <Link className="strong" href={`/orgs/${run.orgId}/runs/${run.runId}`}>
          {run.mode} run
        </Link>
        <StatusBadge status={run.status} />
      </div>
      <Meter label={`Progress of the ${run.mode} run`} share={progressOf(run)} tone="live" size="l" />
      <div className="row spread small muted">
        <span>
          {number(totals.read)} rows read, {number(totals.requests)} requests
        </span>
        <span>{left === null ? "estimating" : `${duration(left)} left`}</span>
      </div>
    </div>
  )
}
