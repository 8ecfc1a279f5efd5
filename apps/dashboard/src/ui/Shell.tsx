import { useMutation, useQueryClient } from "@tanstack/react-query"
import { type ReactNode, useEffect, useRef, useState } from "react"
import { Link, useLocation } from "wouter"
import { useCall } from "../api/CallContext.ts"
import { useOrganizations } from "../api/Queries.ts"
import { Icon, type IconName } from "./Icon.tsx"
import { applyTheme, storedTheme, themes } from "./Theme.ts"

const Item = (props: { to: string; icon: IconName; label: string; count?: number | undefined }) => {
  const [location] = useLocation()
  const isHere = location === props.to || (props.to.endsWith("/runs") && location.startsWith(`${props.to}/`))
  return (
    <li>
      <Link className="nav-link" href={props.to} aria-current={isHere ? "page" : undefined}>
        <Icon name={props.icon} />
        {props.label}
        {props.count === undefined || props.count === 0 ? null : (
          <span className="nav-count">{props.count}</span>
        )}
      </Link>
    </li>
  )
}

const OrganizationNav = ({ orgId }: { orgId: string }) => {
  const { data } = useOrganizations()
  const counts = data?.organizations.find((organization) => organization.orgId === orgId)
  const base = `/orgs/${orgId}`
  return (
    <div className="nav-group">
      <div className="nav-title">{orgId}</div>
      <ul>
        <Item to={base} icon="home" label="Organisation" />
        <Item to={`${base}/runs`} icon="clock" label="Runs" />
        <Item to={`${base}/graph`} icon="graph" label="Dependencies" />
        <Item to={`${base}/dead-letters`} icon="inbox" label="Dead letters" count={counts?.deadLetters} />
        <Item
          to={`${base}/held-deletions`}
          icon="trash"
          label="Held deletions"
          count={counts?.heldDeletions}
        />
        <Item to={`${base}/webhooks`} icon="hook" label="Webhooks" />
        <Item to={`${base}/schedules`} icon="calendar" label="Schedules" />
        <Item to={`${base}/alerts`} icon="bell" label="Alerts" count={counts?.openAlerts} />
        <Item to={`${base}/connections`} icon="key" label="Connections" />
      </ul>
    </div>
  )
}

const ThemeButton = () => {
  const [theme, setTheme] = useState(storedTheme)
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? "system"
  const change = () => {
    applyTheme(next)
    setTheme(next)
  }
  return (
    <button type="button" className="nav-link" onClick={change}>
      <Icon name="moon" />
      Theme: {theme}
    </button>
  )
}

const SignOutButton = () => {
  const call = useCall()
  const queries = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: () => call((api) => api.session.signOut()),
    onSuccess: (session) => {
      queries.setQueryData(["session"], session)
      // What was shown to one person is not left for the next.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" })
    }
  })
  return (
    <button type="button" className="nav-link" onClick={() => mutate()}>
      <Icon name="out" />
      Sign out
    </button>
  )
}

/** What stands around every page: where one can go, and where one is. */
export const Shell = ({ canSignOut, children }: { canSignOut: boolean; children: ReactNode }): ReactNode => {
  const [location] = useLocation()
  const [isOpen, setOpen] = useState(false)
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)
  const orgId = /^\/orgs\/([^/]+)/.exec(location)?.[1]
  useEffect(() => {
    setOpen(false)
    // A new page is read from its beginning, by eye and by screen reader; the first one is where the browser is anyway.
    if (!isFirst.current) {
      main.current?.focus({ preventScroll: true })
      window.scrollTo(0, 0)
    }
    isFirst.current = false
  }, [location])
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <div className="shell">
        <div className="topbar">
          <Link className="brand" href="/">
            <img src="/favicon.svg" alt="" />
            OpenFaith Sync
          </Link>
          <button
            type="button"
            className="button"
            aria-expanded={isOpen}
            aria-controls="navigation"
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name={isOpen ? "cross" : "menu"} />
            Menu
          </button>
        </div>
        <div className="sidebar" id="navigation" data-open={isOpen ? "" : undefined}>
          <Link className="brand" href="/">
            <img src="/favicon.svg" alt="" />
            OpenFaith Sync
          </Link>
          <nav className="nav" aria-label="Pages">
            <div className="nav-group">
              <ul>
                <Item to="/" icon="list" label="Organisations" />
                <Item to="/cluster" icon="server" label="Cluster" />
                <Item to="/connect" icon="plug" label="Connect an account" />
              </ul>
            </div>
            {orgId === undefined ? null : <OrganizationNav orgId={orgId} />}
            <div className="nav-foot">
              <ThemeButton />
              {canSignOut ? <SignOutButton /> : null}
            </div>
          </nav>
        </div>
        <main className="main" id="main" ref={main} tabIndex={-1}>
          {children}
        </main>
      </div>
    </>
  )
}
