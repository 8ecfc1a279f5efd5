import { Sharding } from "@effect/cluster"
import { SqlClient } from "@effect/sql"
import type { ComponentFault } from "@openfaith/sync-api"
import { Context, Effect, Layer } from "effect"

/** What keeps this node from doing its work right now; asked anew every time. */
export class Readiness extends Context.Tag("@openfaith/sync-engine/Readiness")<
  Readiness,
  { readonly faults: Effect.Effect<ReadonlyArray<ComponentFault>> }
>() {
  static readonly layer = Layer.effect(
    Readiness,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const sharding = yield* Sharding.Sharding

      const database = sql`select 1`.pipe(
        Effect.timeout("2 seconds"),
        Effect.as([]),
        Effect.catchAll((error) => Effect.succeed([{ component: "database", message: error.message }]))
      )
      const cluster = Effect.map(sharding.isShutdown, (isShutdown) =>
        isShutdown ? [{ component: "cluster", message: "this node is leaving the cluster" }] : []
      )
      return {
        faults: Effect.map(Effect.all([database, cluster], { concurrency: "unbounded" }), (faults) =>
          faults.flat()
        )
      }
    })
  )
}
