import { Switch } from "@base-ui/react/switch"
import type { Schedule, UpdateScheduleRequest } from "@openfaith/sync-api"
import { type FormEvent, type ReactNode, useState } from "react"
import { Link } from "wouter"
import { useAct } from "../api/Act.ts"
import { failureOf } from "../api/Failure.ts"
import { useMay } from "../api/HeldScope.ts"
import { useSchedules } from "../api/Queries.ts"
import { duration } from "../model/Format.ts"
import { Field } from "../ui/Field.tsx"
import { FormDialog } from "../ui/FormDialog.tsx"
import { Page, Panel } from "../ui/Layout.tsx"
import { Answer, Callout, Empty } from "../ui/States.tsx"
import { Badge } from "../ui/Status.tsx"
import { type Column, Table } from "../ui/Table.tsx"
import { Ago } from "../ui/Time.tsx"

const purposes: Readonly<Record<Schedule["mode"], string>> = {
  full: "every record",
  delta: "what has changed",
  reconciliation: "what was deleted"
}

const timing = ({ at, everySeconds }: Schedule): string =>
  everySeconds === null ? `every night at ${at ?? "?"}` : `${duration(everySeconds)} after the last`

type Change = { readonly schedule: Schedule; readonly change: UpdateScheduleRequest }

const useChange = (orgId: string) =>
  useAct((api, { change, schedule: { adapter, mode } }: Change) =>
    api.schedules.update({ path: { orgId, adapter, mode }, payload: change })
  )

const TimingForm = ({ close, orgId, schedule }: { close: () => void; orgId: string; schedule: Schedule }) => {
  const { error, isPending, mutate } = useChange(orgId)
  const [kind, setKind] = useState(schedule.everySeconds === null ? "nightly" : "every")
  const [minutes, setMinutes] = useState(String((schedule.everySeconds ?? 900) / 60))
  const [at, setAt] = useState(schedule.at ?? "02:00")
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const change = kind === "every" ? { everySeconds: Math.round(Number(minutes) * 60) } : { at }
    mutate({ schedule, change }, { onSuccess: close })
  }
  return (
    <form className="form" onSubmit={submit}>
      <div className="field">
        <label htmlFor="kind">Runs</label>
        <select id="kind" value={kind} onChange={(event) => setKind(event.target.value)}>
          <option value="every">so long after the last one</option>
          <option value="nightly">every night at a time</option>
        </select>
      </div>
      {kind === "every" ? (
        <Field
          label="Minutes after the end of the last run"
          type="number"
          min="1"
          max="527040"
          required
          value={minutes}
          onChange={(event) => setMinutes(event.target.value)}
        />
      ) : (
        <Field
          label="Time of day, where the account is"
          type="time"
          required
          value={at}
          onChange={(event) => setAt(event.target.value)}
        />
      )}
      {error === null ? null : <Callout tone="bad">{failureOf(error).detail}</Callout>}
      <div className="dialog-actions">
        <button type="button" className="button" onClick={close}>
          Not now
        </button>
        <button type="submit" className="button" data-kind="primary" disabled={isPending}>
          Save
        </button>
      </div>
    </form>
  )
}

const PauseSwitch = ({ orgId, schedule }: { orgId: string; schedule: Schedule }) => {
  const may = useMay()
  const { isPending, mutate } = useChange(orgId)
  return (
    <label className="row">
      <Switch.Root
        className="switch"
        checked={!schedule.paused}
        disabled={isPending || !may("operate")}
        aria-label={`${schedule.mode} runs by schedule`}
        onCheckedChange={(checked) => mutate({ schedule, change: { paused: !checked } })}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
      {schedule.paused ? "Paused" : "On"}
    </label>
  )
}

const ChangeButton = ({ orgId, schedule }: { orgId: string; schedule: Schedule }) => {
  const may = useMay()
  return (
    <FormDialog
      trigger={
        <button type="button" className="button" data-size="s" disabled={!may("operate")}>
          Change<span className="visually-hidden"> {schedule.mode} schedule</span>
        </button>
      }
      title={`When ${schedule.mode} runs happen`}
      description="The next run follows the new time; one that is running goes on."
    >
      {(close) => <TimingForm close={close} orgId={orgId} schedule={schedule} />}
    </FormDialog>
  )
}

const columnsFor = (orgId: string): ReadonlyArray<Column<Schedule>> => [
  {
    title: "Mode",
    cell: ({ mode }) => (
      <div>
        <span className="strong">{mode}</span>
        <div className="small muted">{purposes[mode]}</div>
      </div>
    )
  },
  { title: "When", cell: timing },
  { title: "Last", cell: ({ lastCompletedAt }) => <Ago at={lastCompletedAt} /> },
  {
    title: "Next",
    cell: ({ nextAt, overdue, paused }) => (
      <div className="row">
        <Ago at={nextAt} none={paused ? "when resumed" : "after the run before"} />
        {overdue ? <Badge tone="warn">overdue</Badge> : null}
      </div>
    )
  },
  { title: "State", cell: (schedule) => <PauseSwitch orgId={orgId} schedule={schedule} /> },
  { title: "Change", cell: (schedule) => <ChangeButton orgId={orgId} schedule={schedule} /> }
]

/** When an organisation is synced by itself. */
const SchedulesPage = ({ orgId }: { orgId: string }): ReactNode => (
  <Page
    title="Schedules"
    needs={["operate"]}
    crumbs={<Link href={`/orgs/${orgId}`}>{orgId}</Link>}
    note="When runs start by themselves. The first full run comes before all others."
  >
    <Answer of={useSchedules(orgId)} rows={3}>
      {({ schedules }) => (
        <Panel title="Schedules">
          {schedules.length === 0 ? (
            <Empty icon="clock" title="No schedules">
              The nodes are configured to start no runs by themselves.
            </Empty>
          ) : (
            <Table
              label="Schedules"
              rows={schedules}
              keyOf={({ adapter, mode }) => `${adapter}/${mode}`}
              columns={columnsFor(orgId)}
            />
          )}
        </Panel>
      )}
    </Answer>
  </Page>
)

export default SchedulesPage
