import type { HeldDeletion, HeldDeletionStatus } from "@openfaith/sync-api"
import { type FormEvent, type ReactNode, useState } from "react"
import { Link } from "wouter"
import { useAct } from "../api/Act.ts"
import { failureOf } from "../api/Failure.ts"
import { useMay } from "../api/HeldScope.ts"
import { useHeldDeletions } from "../api/Queries.ts"
import { counted, entityLabel, number } from "../model/Format.ts"
import type { Tone } from "../model/Health.ts"
import { Confirm } from "../ui/Confirm.tsx"
import { Field } from "../ui/Field.tsx"
import { FormDialog } from "../ui/FormDialog.tsx"
import { Page, Panel } from "../ui/Layout.tsx"
import { Answer, Empty } from "../ui/States.tsx"
import { Badge } from "../ui/Status.tsx"
import { type Column, Table } from "../ui/Table.tsx"
import { Ago } from "../ui/Time.tsx"

const tones: Readonly<Record<HeldDeletionStatus, Tone>> = {
  held: "warn",
  approved: "live",
  applied: "good",
  rejected: "idle",
  superseded: "idle"
}

const RejectForm = ({ close, held, orgId }: { close: () => void; held: HeldDeletion; orgId: string }) => {
  const [reason, setReason] = useState("")
  const { error, isPending, mutate } = useAct((api) =>
    api.heldDeletions.reject({
      path: { orgId, heldDeletionId: held.heldDeletionId },
      payload: reason.trim() === "" ? {} : { reason }
    })
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate(undefined, { onSuccess: close })
  }
  return (
    <form className="form" onSubmit={submit}>
      <Field
        label="Why, if you like"
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        fault={error === null ? undefined : failureOf(error).detail}
      />
      <div className="dialog-actions">
        <button type="button" className="button" onClick={close}>
          Not now
        </button>
        <button type="submit" className="button" data-kind="primary" disabled={isPending}>
          Keep the records
        </button>
      </div>
    </form>
  )
}

const Decide = ({ held, orgId }: { held: HeldDeletion; orgId: string }) => {
  const may = useMay()
  const { mutateAsync } = useAct((api) =>
    api.heldDeletions.approve({ path: { orgId, heldDeletionId: held.heldDeletionId } })
  )
  const what = counted(held.records, `${entityLabel(held.entity).toLowerCase()} record`)
  return (
    <div className="row">
      <FormDialog
        trigger={
          <button type="button" className="button" data-size="s" disabled={!may("operate")}>
            Reject
          </button>
        }
        title={`Keep ${what}?`}
        description="They stay as they are, and are not held again as long as no others are missing."
      >
        {(close) => <RejectForm close={close} held={held} orgId={orgId} />}
      </FormDialog>
      <Confirm
        trigger={
          <button
            type="button"
            className="button"
            data-size="s"
            data-kind="danger"
            disabled={!may("operate")}
          >
            Approve
          </button>
        }
        title={`Delete ${what}?`}
        action={`Delete ${number(held.records)}`}
        isDangerous
        onConfirm={() => mutateAsync(undefined)}
      >
        <p>
          Their source does not have them any more. Their rows are marked as deleted, not removed. Ids at the
          source:
        </p>
        <p className="ids mono">
          {held.externalIds.join(", ")}
          {held.externalIds.length < held.records ? " …" : ""}
        </p>
      </Confirm>
    </div>
  )
}

const columnsFor = (orgId: string): ReadonlyArray<Column<HeldDeletion>> => [
  {
    title: "Entity",
    cell: ({ entity, runId }) => (
      <Link className="strong" href={`/orgs/${orgId}/runs/${runId}`}>
        {entityLabel(entity)}
      </Link>
    )
  },
  {
    title: "Missing",
    isNumber: true,
    cell: ({ living, records }) => (
      <span>
        {number(records)} of {number(living)}
      </span>
    )
  },
  {
    title: "State",
    cell: ({ reason, status }) => (
      <div>
        <Badge tone={tones[status]}>{status}</Badge>
        {reason === null ? null : <div className="small muted">{reason}</div>}
      </div>
    )
  },
  { title: "Found", cell: ({ createdAt }) => <Ago at={createdAt} /> },
  {
    title: "Decision",
    cell: (held) =>
      held.status === "held" ? (
        <Decide held={held} orgId={orgId} />
      ) : (
        <Ago at={held.decidedAt} none="not needed" />
      )
  }
]

/** Deletions that wait for a person. */
const HeldDeletionsPage = ({ orgId }: { orgId: string }): ReactNode => (
  <Page
    title="Held deletions"
    needs={["operate"]}
    crumbs={<Link href={`/orgs/${orgId}`}>{orgId}</Link>}
    note="When a run finds an unusual number of records gone at the source, nothing is deleted before a person has looked."
  >
    <Answer of={useHeldDeletions(orgId)}>
      {({ heldDeletions }) =>
        heldDeletions.length === 0 ? (
          <div className="panel">
            <Empty icon="check" title="Nothing is held" tone="good">
              No run has found more records gone than usual.
            </Empty>
          </div>
        ) : (
          <Panel title="Deletions" aside={<span className="muted small">newest first</span>}>
            <Table
              label="Held deletions"
              rows={heldDeletions}
              keyOf={({ heldDeletionId }) => heldDeletionId}
              columns={columnsFor(orgId)}
            />
          </Panel>
        )
      }
    </Answer>
  </Page>
)

export default HeldDeletionsPage
