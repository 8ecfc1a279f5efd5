import type { Alert, NotFound, ServiceUnavailable } from "@openfaith/sync-api"
import { Context, Effect, Layer, Struct } from "effect"
import { ForOrganization } from "../database/ForOrganization.ts"
import { type AlertRow, AlertStore } from "../stores/AlertStore.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { inOrganization } from "./ConnectionLookup.ts"

const alertView = (row: AlertRow): Alert => Struct.omit(row, "connectionId", "orgId")

/** What a person should know of. */
export class Alerts extends Context.Tag("@openfaith/sync-engine/Alerts")<
  Alerts,
  {
    /** The open alerts of an organisation, or resolved ones too; newest first. */
    readonly list: (
      orgId: string,
      all: boolean
    ) => Effect.Effect<ReadonlyArray<Alert>, NotFound | ServiceUnavailable>
  }
>() {
  static readonly layer = Layer.effect(
    Alerts,
    Effect.gen(function* () {
      const alerts = yield* AlertStore
      const ofOrganization = inOrganization(yield* ForOrganization, yield* ConnectionStore)
      return {
        list: (orgId, all) =>
          ofOrganization(orgId, () => Effect.map(alerts.list(orgId, all), (rows) => rows.map(alertView)))
      }
    })
  )
}
