import { lazy, type ReactNode, Suspense } from "react"
import { Route, Switch } from "wouter"
import { HeldScope } from "./api/HeldScope.ts"
import { useSession } from "./api/Queries.ts"
import { Overview } from "./pages/Overview.tsx"
import { SignIn } from "./pages/SignIn.tsx"
import { Page } from "./ui/Layout.tsx"
import { Shell } from "./ui/Shell.tsx"
import { Empty, Failed, Loading } from "./ui/States.tsx"

// Only the overview is on the way to the first paint; each other page comes when it is gone to.
const routes = [
  ["/connect", lazy(() => import("./pages/ConnectGuide.tsx"))],
  ["/cluster", lazy(() => import("./pages/ClusterPage.tsx"))],
  ["/orgs/:orgId", lazy(() => import("./pages/OrganizationPage.tsx"))],
  ["/orgs/:orgId/runs", lazy(() => import("./pages/RunsPage.tsx"))],
  ["/orgs/:orgId/runs/:runId", lazy(() => import("./pages/RunPage.tsx"))],
  ["/orgs/:orgId/graph", lazy(() => import("./pages/GraphPage.tsx"))],
  ["/orgs/:orgId/dead-letters", lazy(() => import("./pages/DeadLettersPage.tsx"))],
  ["/orgs/:orgId/held-deletions", lazy(() => import("./pages/HeldDeletionsPage.tsx"))],
  ["/orgs/:orgId/webhooks", lazy(() => import("./pages/WebhooksPage.tsx"))],
  ["/orgs/:orgId/schedules", lazy(() => import("./pages/SchedulesPage.tsx"))],
  ["/orgs/:orgId/alerts", lazy(() => import("./pages/AlertsPage.tsx"))],
  ["/orgs/:orgId/connections", lazy(() => import("./pages/ConnectionsPage.tsx"))]
] as const

const Missing = () => (
  <Page title="Nothing here">
    <div className="panel">
      <Empty icon="list" title="This page does not exist">
        The address may be mistyped, or what it named is gone.
      </Empty>
    </div>
  </Page>
)

/** The whole page: signing in where a key is asked for, then what the address says. */
export const App = (): ReactNode => {
  const session = useSession()
  if (session.data === undefined)
    return session.error === null ? (
      <Loading />
    ) : (
      <main className="sign-in">
        <Failed error={session.error} onRetry={() => void session.refetch()} />
      </main>
    )
  if (!session.data.signedIn) return <SignIn />
  return (
    <HeldScope value={session.data.scope}>
      <Shell canSignOut={session.data.required}>
        <Suspense fallback={<Loading />}>
          <Switch>
            <Route path="/" component={Overview} />
            {routes.map(([path, Component]) => (
              <Route key={path} path={path}>
                {(params: { orgId?: string; runId?: string }) => (
                  <Component orgId={params.orgId ?? ""} runId={params.runId ?? ""} />
                )}
              </Route>
            ))}
            <Route component={Missing} />
          </Switch>
        </Suspense>
      </Shell>
    </HeldScope>
  )
}
