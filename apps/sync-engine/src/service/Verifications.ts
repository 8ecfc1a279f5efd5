import {
  Conflict,
  defaultVerifyBudget,
  type Differences,
  NotFound,
  type ServiceUnavailable,
  shownDifferences,
  type Verification,
  type VerifyRequest
} from "@openfaith/sync-api"
import { Context, Effect, Layer } from "effect"
import { ForOrganization } from "../database/ForOrganization.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { verifyOrganization } from "../sync/VerifyOrganization.ts"
import { databaseAway } from "./Answering.ts"
import { connectionTo, inOrganization } from "./ConnectionLookup.ts"

const differences = (externalIds: ReadonlyArray<string>): Differences => ({
  count: externalIds.length,
  externalIds: externalIds.slice(0, shownDifferences)
})

/** Comparisons of an organisation with its source. */
export class Verifications extends Context.Tag("@openfaith/sync-engine/Verifications")<
  Verifications,
  {
    readonly verify: (
      orgId: string,
      request: VerifyRequest
    ) => Effect.Effect<Verification, Conflict | NotFound | ServiceUnavailable>
  }
>() {
  static readonly layer = Layer.effect(
    Verifications,
    Effect.gen(function* () {
      const ofOrganization = inOrganization(yield* ForOrganization, yield* ConnectionStore)
      const context = yield* Effect.context<Effect.Effect.Context<ReturnType<typeof verifyOrganization>>>()
      return {
        verify: Effect.fn("Verifications.verify")(function* (orgId, { adapter, budget }) {
          const connection = yield* ofOrganization(orgId, connectionTo(adapter))
          if (connection.status === "parked") return yield* new Conflict({ reason: "ConnectionParked" })
          const { entities, ...rest } = yield* verifyOrganization(
            connection.connectionId,
            budget ?? defaultVerifyBudget
          ).pipe(
            Effect.provide(context),
            // It may take minutes, so that a database that is away is not waited for a second time.
            Effect.catchTag("SqlError", (error) => databaseAway(error))
          )
          return {
            orgId,
            adapter,
            ...rest,
            entities: entities.map(({ different, goneThere, missingHere, ...counts }) => ({
              ...counts,
              missingHere: differences(missingHere),
              goneThere: differences(goneThere),
              different: differences(different)
            }))
          }
        })
      }
    })
  )
}
