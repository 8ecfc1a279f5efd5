import type { KeyScope } from "@openfaith/sync-api"
import { type ReactNode, useEffect } from "react"
import { ScopeNote } from "./ScopeNote.tsx"

/** A page: its title, what can be done on it, and what it shows. */
export const Page = (props: {
  title: string
  /** Where it belongs, above the title. */
  crumbs?: ReactNode
  beside?: ReactNode
  note?: ReactNode
  actions?: ReactNode
  /** The scopes that what can be done on it takes. */
  needs?: ReadonlyArray<KeyScope>
  children: ReactNode
}): ReactNode => {
  useEffect(() => {
    document.title = `${props.title} · OpenFaith Sync`
  }, [props.title])
  return (
    <div className="page stack">
      <header className="page-head">
        <div>
          {props.crumbs === undefined ? null : <div className="crumbs">{props.crumbs}</div>}
          <div className="row">
            <h1>{props.title}</h1>
            {props.beside}
          </div>
          {props.note === undefined ? null : <p className="muted">{props.note}</p>}
        </div>
        {props.actions === undefined ? null : <div className="page-actions">{props.actions}</div>}
      </header>
      {props.needs === undefined ? null : <ScopeNote needs={props.needs} />}
      {props.children}
    </div>
  )
}

/** A titled part of a page. */
export const Panel = (props: {
  title: string
  aside?: ReactNode
  /** Whether the content keeps its distance from the edge; tables do not. */
  padded?: boolean
  children: ReactNode
}): ReactNode => (
  <section className="panel" aria-label={props.title}>
    <div className="panel-head">
      <h2>{props.title}</h2>
      {props.aside}
    </div>
    {props.padded === true ? <div className="panel-body">{props.children}</div> : props.children}
  </section>
)

/** Figures side by side. */
export const Stats = ({ children }: { children: ReactNode }): ReactNode => (
  <dl className="stats">{children}</dl>
)

/** One figure, and what it means. */
export const Stat = (props: { label: string; value: ReactNode; note?: ReactNode }): ReactNode => (
  <div className="stat">
    <dt>{props.label}</dt>
    <dd>
      {props.value}
      {props.note === undefined ? null : <div className="stat-note">{props.note}</div>}
    </dd>
  </div>
)
