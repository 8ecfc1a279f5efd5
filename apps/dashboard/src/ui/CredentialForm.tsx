import type { Auth } from "@openfaith/sync-api"
import { DateTime, Option, Redacted } from "effect"
import { type FormEvent, type ReactNode, useState } from "react"
import { useAct } from "../api/Act.ts"
import { failureOf } from "../api/Failure.ts"
import { Field } from "./Field.tsx"
import { Callout } from "./States.tsx"

type Kind = Auth["type"]

const authOf = (kind: Kind, [first, second, expiresAt]: readonly [string, string, string]): Auth =>
  kind === "personal-access-token"
    ? { type: kind, applicationId: first.trim(), secret: Redacted.make(second.trim()) }
    : {
        type: kind,
        accessToken: Redacted.make(first.trim()),
        refreshToken: Redacted.make(second.trim()),
        // Without a known end it is refreshed at once.
        expiresAt: Option.getOrElse(DateTime.make(expiresAt), () => DateTime.unsafeMake(0))
      }

/** Asks for the credential of an account, and connects it; a refusal is shown in the words of the other side. */
export const CredentialForm = (props: {
  orgId: string
  adapter: string
  action: string
  onConnected: () => void
  aside?: ReactNode
}): ReactNode => {
  const [kind, setKind] = useState<Kind>("personal-access-token")
  const [first, setFirst] = useState("")
  const [second, setSecond] = useState("")
  const [expiresAt, setExpiresAt] = useState("")
  const { error, isPending, mutate } = useAct((api) =>
    api.connections.connect({
      path: { orgId: props.orgId, adapter: props.adapter },
      payload: { auth: authOf(kind, [first, second, expiresAt]) }
    })
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate(undefined, { onSuccess: props.onConnected })
  }
  const isToken = kind === "personal-access-token"
  return (
    <form className="form" onSubmit={submit} autoComplete="off">
      <div className="field">
        <label htmlFor="credential-kind">Kind of credential</label>
        <select
          id="credential-kind"
          value={kind}
          onChange={(event) => setKind(event.target.value === "oauth" ? "oauth" : "personal-access-token")}
        >
          <option value="personal-access-token">Personal access token</option>
          <option value="oauth">Tokens of an OAuth grant</option>
        </select>
      </div>
      <Field
        label={isToken ? "Application ID" : "Access token"}
        required
        spellCheck={false}
        value={first}
        onChange={(event) => setFirst(event.target.value)}
      />
      <Field
        label={isToken ? "Secret" : "Refresh token"}
        type="password"
        autoComplete="off"
        required
        value={second}
        onChange={(event) => setSecond(event.target.value)}
        hint="It is tried first, then stored encrypted, and never shown again."
      />
      {isToken ? null : (
        <Field
          label="Access token ends"
          type="datetime-local"
          value={expiresAt}
          onChange={(event) => setExpiresAt(event.target.value)}
          hint="In UTC. Leave it empty to have the token refreshed at once."
        />
      )}
      {error === null ? null : (
        <Callout tone="bad">
          <strong>{failureOf(error).title}.</strong> {failureOf(error).detail}
        </Callout>
      )}
      <div className="dialog-actions">
        {props.aside}
        <button type="submit" className="button" data-kind="primary" disabled={isPending}>
          {isPending ? "Trying it" : props.action}
        </button>
      </div>
    </form>
  )
}
