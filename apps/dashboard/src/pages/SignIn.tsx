import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Redacted } from "effect"
import { type FormEvent, type ReactNode, useState } from "react"
import { useCall } from "../api/CallContext.ts"
import { failureOf, isSignedOut } from "../api/Failure.ts"
import { Field } from "../ui/Field.tsx"

/** Asks for the key of the node. */
export const SignIn = (): ReactNode => {
  const call = useCall()
  const queries = useQueryClient()
  const [key, setKey] = useState("")
  const { error, isPending, mutate, reset } = useMutation({
    mutationFn: () => call((api) => api.session.signIn({ payload: { apiKey: Redacted.make(key) } })),
    onSuccess: (session) => queries.setQueryData(["session"], session)
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  const fault =
    error === null
      ? undefined
      : isSignedOut(error)
        ? "This is not a key of this node."
        : failureOf(error).title
  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={submit}>
        <div className="stack-s">
          <img src="/favicon.svg" alt="" width="36" height="36" />
          <h1>OpenFaith Sync</h1>
          <p className="muted">
            Sign in to see how your organisations are kept in step with Planning Center.
          </p>
        </div>
        <Field
          label="API key"
          type="password"
          autoComplete="current-password"
          required
          value={key}
          onChange={(event) => {
            setKey(event.target.value)
            reset()
          }}
          fault={fault}
          hint={
            <>
              One that an administrator made, or the node's own <code>API_KEY</code>. It is kept in this
              browser as a session of twelve hours.
            </>
          }
        />
        <button type="submit" className="button" data-kind="primary" disabled={isPending || key === ""}>
          Sign in
        </button>
      </form>
    </main>
  )
}
