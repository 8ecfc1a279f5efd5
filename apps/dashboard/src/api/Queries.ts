import { type QueryKey, useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { Effect } from "effect"
import type { Api } from "./Api.ts"
import { useCall } from "./CallContext.ts"

// How often what is on the screen is looked up anew, in milliseconds.
const often = 3_000
const nowAndThen = 10_000

const useAsk = <A, E>(key: QueryKey, ask: (api: Api) => Effect.Effect<A, E>, every: number | false) => {
  const call = useCall()
  return useQuery({ queryKey: key, queryFn: () => call(ask), refetchInterval: every })
}

/** Whether this browser is let in. */
export const useSession = () => useAsk(["session"], (api) => api.session.get(), false)

/** All organisations at a glance. */
export const useOrganizations = () => useAsk(["orgs"], (api) => api.organizations.list(), often)

/** One organisation with its connections, live runs and rows. */
export const useOrganization = (orgId: string) =>
  useAsk(["orgs", orgId], (api) => api.organizations.get({ path: { orgId } }), often)

/** The nodes that share the work. */
export const useCluster = () => useAsk(["cluster"], (api) => api.cluster.get(), often)

/** One run as it is now; a live one is watched by `useRunEvents`. */
export const useRun = (orgId: string, runId: string) =>
  useAsk(["orgs", orgId, "runs", runId], (api) => api.syncs.get({ path: { orgId, runId } }), false)

/** The runs of an organisation, newest first, page by page. */
export const useRuns = (orgId: string, limit: number) => {
  const call = useCall()
  return useInfiniteQuery({
    queryKey: ["orgs", orgId, "runs", { limit }],
    queryFn: ({ pageParam }) =>
      call((api) =>
        api.syncs.list({
          path: { orgId },
          urlParams: pageParam === null ? { limit } : { limit, cursor: pageParam }
        })
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: nowAndThen
  })
}

/** Which of an adapter's entities needs which. */
export const useGraph = (adapter: string) =>
  useAsk(
    ["graph", adapter],
    (api) =>
      Effect.filterOrDieMessage(
        api.adapters.graph({ path: { adapter }, urlParams: { format: "json" } }),
        (graph) => typeof graph !== "string",
        "The graph came as text"
      ),
    false
  )

/** When an organisation is synced by itself. */
export const useSchedules = (orgId: string) =>
  useAsk(["orgs", orgId, "schedules"], (api) => api.schedules.list({ path: { orgId } }), nowAndThen)

/** What a person should know of. */
export const useAlerts = (orgId: string, all: boolean) =>
  useAsk(
    ["orgs", orgId, "alerts", { all }],
    (api) => api.alerts.list({ path: { orgId }, urlParams: { all } }),
    nowAndThen
  )

/** What the source tells by itself. */
export const useWebhooks = (orgId: string) =>
  useAsk(["orgs", orgId, "webhooks"], (api) => api.webhooks.get({ path: { orgId } }), nowAndThen)

/** Deletions that wait for a person. */
export const useHeldDeletions = (orgId: string) =>
  useAsk(["orgs", orgId, "held-deletions"], (api) => api.heldDeletions.list({ path: { orgId } }), nowAndThen)

/** Records that could not be written, newest first, page by page. */
export const useDeadLetters = (orgId: string) => {
  const call = useCall()
  return useInfiniteQuery({
    queryKey: ["orgs", orgId, "dead-letters"],
    queryFn: ({ pageParam }) =>
      call((api) =>
        api.deadLetters.list({
          path: { orgId },
          urlParams: pageParam === null ? { limit: 50 } : { limit: 50, cursor: pageParam }
        })
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: nowAndThen
  })
}

/** One of them with the record as the source sent it. */
export const useDeadLetter = (orgId: string, deadLetterId: string) =>
  useAsk(
    ["orgs", orgId, "dead-letters", deadLetterId],
    (api) => api.deadLetters.get({ path: { orgId, deadLetterId } }),
    false
  )
