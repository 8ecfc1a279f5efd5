import { Collapsible } from "@base-ui/react/collapsible"
import type { DeadLetter } from "@openfaith/sync-api"
import { type FormEvent, type ReactNode, useState } from "react"
import { Link } from "wouter"
import { useAct } from "../api/Act.ts"
import { failureOf } from "../api/Failure.ts"
import { useMay } from "../api/HeldScope.ts"
import { useDeadLetter, useDeadLetters } from "../api/Queries.ts"
import { payloadPieces } from "../model/FaultPath.ts"
import { counted, entityLabel } from "../model/Format.ts"
import { Field } from "../ui/Field.tsx"
import { FormDialog } from "../ui/FormDialog.tsx"
import { Icon } from "../ui/Icon.tsx"
import { Page, Panel } from "../ui/Layout.tsx"
import { Answer, Callout, Empty } from "../ui/States.tsx"
import { Badge } from "../ui/Status.tsx"
import { Ago } from "../ui/Time.tsx"

const Payload = ({ deadLetterId, orgId }: { deadLetterId: string; orgId: string }) => (
  <Answer of={useDeadLetter(orgId, deadLetterId)} rows={4}>
    {({ path, raw }) => (
      <pre className="payload" tabIndex={0} aria-label="The record as the source sent it">
        {payloadPieces(raw, path).map(({ isFault, text }, index) =>
          isFault ? <mark key={index}>{text}</mark> : text
        )}
      </pre>
    )}
  </Answer>
)

const DiscardForm = ({ close, letter, orgId }: { close: () => void; letter: DeadLetter; orgId: string }) => {
  const [reason, setReason] = useState("")
  const { error, isPending, mutate } = useAct((api) =>
    api.deadLetters.discard({ path: { orgId, deadLetterId: letter.deadLetterId }, payload: { reason } })
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate(undefined, { onSuccess: close })
  }
  return (
    <form className="form" onSubmit={submit}>
      <Field
        label="Why"
        required
        maxLength={1000}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        fault={error === null ? undefined : failureOf(error).detail}
      />
      <div className="dialog-actions">
        <button type="button" className="button" onClick={close}>
          Not now
        </button>
        <button
          type="submit"
          className="button"
          data-kind="danger"
          disabled={isPending || reason.trim() === ""}
        >
          Discard
        </button>
      </div>
    </form>
  )
}

const Letter = ({ letter, orgId }: { letter: DeadLetter; orgId: string }) => {
  const { attempts, deadLetterId, entity, externalId, message, nextAttemptAt, path, quarantinedAt } = letter
  const may = useMay()
  const replay = useAct((api) => api.deadLetters.replay({ path: { orgId, deadLetterId } }))
  const name = `${entityLabel(entity)} ${externalId ?? "without an id"}`
  return (
    <li className="letter">
      <Collapsible.Root>
        <div className="row spread">
          <div className="letter-name">
            <div className="row">
              <span className="strong">{name}</span>
              <Badge tone={quarantinedAt === null ? "warn" : "bad"}>
                {quarantinedAt === null ? letter.reason : `${letter.reason}, in quarantine`}
              </Badge>
            </div>
            <div className="small">
              {path === "" || message.includes(path) ? null : <code>{path}: </code>}
              {message}
            </div>
            <div className="small muted">
              {counted(attempts, "attempt")}, first seen <Ago at={letter.firstSeenAt} />, next{" "}
              <Ago at={nextAttemptAt} none="only when asked for" />
            </div>
          </div>
          <div className="row">
            <Collapsible.Trigger className="button" data-size="s">
              Record<span className="visually-hidden"> of {name}</span>
            </Collapsible.Trigger>
            <button
              type="button"
              className="button"
              data-size="s"
              disabled={replay.isPending || !may("operate")}
              onClick={() => replay.mutate(undefined)}
            >
              Replay<span className="visually-hidden"> {name}</span>
            </button>
            <FormDialog
              trigger={
                <button
                  type="button"
                  className="button"
                  data-size="s"
                  data-kind="danger"
                  disabled={!may("operate")}
                >
                  Discard<span className="visually-hidden"> {name}</span>
                </button>
              }
              title={`Discard ${name}?`}
              description="The record stays unwritten. The letter is kept in the audit with your reason."
            >
              {(close) => <DiscardForm close={close} letter={letter} orgId={orgId} />}
            </FormDialog>
          </div>
        </div>
        {replay.error === null ? null : <Callout tone="bad">{failureOf(replay.error).detail}</Callout>}
        {replay.isSuccess ? (
          <Callout tone="live">It is tried again now, and goes when its record is written.</Callout>
        ) : null}
        <Collapsible.Panel className="letter-panel">
          <Payload orgId={orgId} deadLetterId={deadLetterId} />
        </Collapsible.Panel>
      </Collapsible.Root>
    </li>
  )
}

const ReplayAll = ({ orgId }: { orgId: string }) => {
  const may = useMay()
  const { data, isPending, mutate } = useAct((api) =>
    api.deadLetters.replayAll({ path: { orgId }, urlParams: {} })
  )
  return (
    <div className="row">
      {data === undefined ? null : (
        <span className="muted small" role="status">
          {data.queued} queued
        </span>
      )}
      <button
        type="button"
        className="button"
        disabled={isPending || !may("operate")}
        onClick={() => mutate(undefined)}
      >
        <Icon name="arrow" />
        Replay all
      </button>
    </div>
  )
}

/** Records that could not be written. */
const DeadLettersPage = ({ orgId }: { orgId: string }): ReactNode => {
  const letters = useDeadLetters(orgId)
  return (
    <Page
      title="Dead letters"
      needs={["operate"]}
      crumbs={<Link href={`/orgs/${orgId}`}>{orgId}</Link>}
      note="Records that could not be written. They are tried again by themselves, less and less often, until they are whole at their source."
      actions={
        (letters.data?.pages[0]?.deadLetters.length ?? 0) > 1 ? <ReplayAll orgId={orgId} /> : undefined
      }
    >
      <Answer of={letters}>
        {({ pages }) => {
          const all = pages.flatMap(({ deadLetters }) => deadLetters)
          return all.length === 0 ? (
            <div className="panel">
              <Empty icon="check" title="No dead letters" tone="good">
                Every record that came was written.
              </Empty>
            </div>
          ) : (
            <Panel title="Letters" aside={<span className="muted small">newest first</span>}>
              <ul>
                {all.map((letter) => (
                  <Letter key={letter.deadLetterId} letter={letter} orgId={orgId} />
                ))}
              </ul>
              {letters.hasNextPage ? (
                <div className="panel-body">
                  <button type="button" className="button" onClick={() => void letters.fetchNextPage()}>
                    Older letters
                  </button>
                </div>
              ) : null}
            </Panel>
          )
        }}
      </Answer>
    </Page>
  )
}

export default DeadLettersPage
