import type { SyncMode } from "@openfaith/sync-api"
import { Effect } from "effect"
import { ConnectionStore } from "../../src/stores/ConnectionStore.ts"
import { RunStore } from "../../src/stores/RunStore.ts"
import { personalAccessToken } from "./Credentials.ts"

/** Connects an organisation's account, as somebody who presents a good credential does. */
export const connect = (orgId: string, adapter = "pco", credential = personalAccessToken()) =>
  Effect.flatMap(ConnectionStore, (connections) =>
    connections.connect({
      orgId,
      adapter,
      credential,
      source: { id: "1", name: "Grace", timeZone: "America/Chicago", countryCode: "US" }
    })
  )

/** Asks for a run of a connected organisation, a full one unless told otherwise. */
export const trigger = (
  connection: {
    readonly orgId: string
    readonly connectionId: string
    readonly adapter: string
  },
  mode: SyncMode = "full"
) =>
  Effect.flatMap(RunStore, (runs) =>
    runs.trigger({
      runId: crypto.randomUUID(),
      orgId: connection.orgId,
      connectionId: connection.connectionId,
      adapter: connection.adapter,
      mode,
      entities: null,
      trigger: "api"
    })
  )
