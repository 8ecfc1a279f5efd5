import type { OrganizationSummary } from "@openfaith/sync-api"

/** How something stands, as its colour tells. */
export type Tone = "good" | "live" | "warn" | "bad" | "idle"

/** How an organisation stands, worst thing first. */
export interface Health {
  readonly tone: Tone
  readonly label: string
  readonly reasons: ReadonlyArray<string>
}

/** The colour of a run's or stream's status. */
export const toneOf = (status: string): Tone => {
  switch (status) {
    case "succeeded":
      return "good"
    case "running":
      return "live"
    case "partial":
    case "blocked":
      return "warn"
    case "failed":
      return "bad"
    default:
      return "idle"
  }
}

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** What an operator should know of an organisation before all else. */
export const healthOf = (organization: OrganizationSummary): Health => {
  const { connections, deadLetters, freshness, heldDeletions, lastRunStatus, liveRuns, openAlerts } =
    organization
  const parked = connections.filter(({ status }) => status === "parked").length
  const bad = [
    ...(parked > 0 ? [plural(parked, "connection is parked", "connections are parked")] : []),
    ...(lastRunStatus === "failed" ? ["the last run failed"] : [])
  ]
  const warn = [
    ...(openAlerts > 0 ? [plural(openAlerts, "open alert", "open alerts")] : []),
    ...(heldDeletions > 0 ? [plural(heldDeletions, "deletion held", "deletions held")] : []),
    ...(deadLetters > 0 ? [plural(deadLetters, "dead letter", "dead letters")] : [])
  ]
  const reasons = [...bad, ...warn]
  if (bad.length > 0) return { tone: "bad", label: "Needs you", reasons }
  if (warn.length > 0) return { tone: "warn", label: "Look here", reasons }
  if (liveRuns > 0) return { tone: "live", label: "Syncing", reasons }
  return freshness.lastCompletedAt === null
    ? { tone: "idle", label: "Never synced", reasons }
    : { tone: "good", label: "Healthy", reasons }
}
