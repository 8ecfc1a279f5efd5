import { RunProgress } from "@openfaith/sync-api"
import { useQueryClient } from "@tanstack/react-query"
import { Schema } from "effect"
import { useEffect, useState } from "react"

/** How the line to the node stands; `waiting` means that it broke and is tried again. */
export type Line = "connecting" | "open" | "waiting" | "ended"

const decode = Schema.decodeSync(Schema.parseJson(RunProgress))

const firstPause = 500
const longestPause = 10_000

/** How long to wait before a broken line is tried again for the nth time, in milliseconds. */
export const pauseBefore = (attempt: number): number =>
  Math.min(longestPause, firstPause * 2 ** (attempt - 1))

/**
 * Watches a run by server-sent events: each look at it becomes what `useRun` answers. A line that breaks, as when its node
 * leaves the cluster, is tried again with growing pauses until the run has ended.
 */
export const useRunEvents = (orgId: string, runId: string, isLive: boolean): Line => {
  const queries = useQueryClient()
  const [line, setLine] = useState<Line>("connecting")

  useEffect(() => {
    if (!isLive) return setLine("ended")
    let attempt = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    let source: EventSource | undefined
    const onEvent = ({ data, type }: MessageEvent<string>) => {
      attempt = 0
      setLine(type === "finished" ? "ended" : "open")
      queries.setQueryData(["orgs", orgId, "runs", runId], decode(data).run)
      if (type !== "finished") return
      source?.close()
      void queries.invalidateQueries({ queryKey: ["orgs"] })
    }
    const open = () => {
      source = new EventSource(`/v1/orgs/${orgId}/syncs/${runId}/events`)
      source.addEventListener("progress", onEvent)
      source.addEventListener("finished", onEvent)
      // The browser's own way gives up for good when a node answers 503; this one does not.
      source.addEventListener("error", () => {
        source?.close()
        setLine("waiting")
        attempt += 1
        timer = setTimeout(open, pauseBefore(attempt))
      })
    }
    open()
    return () => {
      clearTimeout(timer)
      source?.close()
    }
  }, [orgId, runId, isLive, queries])

  return line
}
