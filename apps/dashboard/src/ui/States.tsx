import type { ReactNode } from "react"
import { failureOf } from "../api/Failure.ts"
import type { Tone } from "../model/Health.ts"
import { Icon, type IconName } from "./Icon.tsx"

/** What will be here, while it is on its way. */
export const Loading = ({ rows = 5 }: { rows?: number }): ReactNode => (
  <div className="skeleton-rows" role="status">
    <span className="visually-hidden">Loading</span>
    {Array.from({ length: rows }, (_, row) => (
      <span key={row} className="skeleton" />
    ))}
  </div>
)

/** That there is nothing, why, and what to do about it. */
export const Empty = (props: {
  icon: IconName
  title: string
  children?: ReactNode
  action?: ReactNode
  tone?: Tone
}): ReactNode => (
  <div className="notice" data-tone={props.tone ?? "idle"}>
    <Icon name={props.icon} size={28} />
    <h2>{props.title}</h2>
    {props.children === undefined ? null : <p>{props.children}</p>}
    {props.action}
  </div>
)

/** That something could not be had, and how to try again. */
export const Failed = ({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactNode => {
  const { detail, title } = failureOf(error)
  return (
    <div className="notice" data-tone="bad" role="alert">
      <Icon name="alert" size={28} />
      <h2>{title}</h2>
      <p>{detail}</p>
      {onRetry === undefined ? null : (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  )
}

/** Something to know before all else on a page. */
export const Callout = ({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode => (
  <div className="callout" data-tone={tone} role="status">
    <Icon name={tone === "good" ? "check" : tone === "live" ? "clock" : tone === "idle" ? "key" : "alert"} />
    <div className="callout-body">{children}</div>
  </div>
)

interface Asked<A> {
  readonly data: A | undefined
  readonly error: unknown
  readonly refetch: () => unknown
}

/** What was asked for, or its skeleton, or why it is not there. What was there once stays while the node is away. */
export const Answer = <A,>(props: {
  of: Asked<A>
  rows?: number
  children: (data: A) => ReactNode
}): ReactNode => {
  const { data, error, refetch } = props.of
  if (data !== undefined) {
    return (
      <>
        {error === null ? null : (
          <Callout tone="warn">{failureOf(error).title}. What you see is from before.</Callout>
        )}
        {props.children(data)}
      </>
    )
  }
  if (error !== null)
    return (
      <div className="panel">
        <Failed error={error} onRetry={() => void refetch()} />
      </div>
    )
  return (
    <div className="panel">
      <Loading rows={props.rows ?? 5} />
    </div>
  )
}
