import { Menu } from "@base-ui/react/menu"
import type { SyncMode } from "@openfaith/sync-api"
import type { ReactNode } from "react"
import { useLocation } from "wouter"
import { useAct } from "../api/Act.ts"
import { failureOf } from "../api/Failure.ts"
import { useMay } from "../api/HeldScope.ts"
import { Callout } from "./States.tsx"

const modes: ReadonlyArray<readonly [SyncMode, string, string]> = [
  ["delta", "What has changed", "Records changed since the last run"],
  ["full", "Everything", "Every record of every entity"],
  ["reconciliation", "What was deleted", "All ids, to find what is gone"]
]

/** Starts a run of the mode that is picked, and goes to it. */
export const SyncButton = ({ adapter = "pco", orgId }: { adapter?: string; orgId: string }): ReactNode => {
  const [, goTo] = useLocation()
  const may = useMay()
  const start = useAct((api, mode: SyncMode) =>
    api.syncs.start({ path: { orgId }, payload: { adapter, mode } })
  )
  const pick = (mode: SyncMode) =>
    start.mutate(mode, { onSuccess: ({ runId }) => goTo(`/orgs/${orgId}/runs/${runId}`) })
  return (
    <>
      {start.error === null ? null : <Callout tone="bad">{failureOf(start.error).detail}</Callout>}
      <Menu.Root>
        <Menu.Trigger className="button" data-kind="primary" disabled={start.isPending || !may("operate")}>
          Sync now
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner align="end" sideOffset={6}>
            <Menu.Popup className="menu">
              {modes.map(([mode, label, note]) => (
                <Menu.Item key={mode} className="menu-item" onClick={() => pick(mode)}>
                  <span className="strong">{label}</span>
                  <span className="small muted">{note}</span>
                </Menu.Item>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </>
  )
}
