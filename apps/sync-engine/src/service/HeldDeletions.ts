import {
  Conflict,
  type HeldDeletion,
  NotFound,
  type ServiceUnavailable,
  shownExternalIds
} from "@openfaith/sync-api"
import { Context, DateTime, Effect, Layer } from "effect"
import { ForOrganization } from "../database/ForOrganization.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { type HeldDeletion as HeldDeletionRow, HeldDeletionStore } from "../stores/HeldDeletionStore.ts"
import { inOrganization } from "./ConnectionLookup.ts"

const heldDeletionView = (row: HeldDeletionRow): HeldDeletion => ({
  heldDeletionId: row.heldDeletionId,
  entity: row.entity,
  adapter: row.adapter,
  runId: row.runId,
  records: row.missing.length,
  living: row.living,
  externalIds: row.missing.slice(0, shownExternalIds).map(({ externalId }) => externalId),
  status: row.status,
  reason: row.reason,
  createdAt: DateTime.unsafeMake(row.createdAt),
  decidedAt: row.decidedAt === null ? null : DateTime.unsafeMake(row.decidedAt)
})

type Decision = Effect.Effect<HeldDeletion, Conflict | NotFound | ServiceUnavailable>

/** Deletions that wait for a person, and the person's word on them. */
export class HeldDeletions extends Context.Tag("@openfaith/sync-engine/HeldDeletions")<
  HeldDeletions,
  {
    /** The latest of an organisation, newest first, decided ones among them. */
    readonly list: (
      orgId: string
    ) => Effect.Effect<ReadonlyArray<HeldDeletion>, NotFound | ServiceUnavailable>
    /** Lets them be carried out. */
    readonly approve: (orgId: string, heldDeletionId: string) => Decision
    /** Lets the records stay. */
    readonly reject: (orgId: string, heldDeletionId: string, reason: string | null) => Decision
  }
>() {
  static readonly layer = Layer.effect(
    HeldDeletions,
    Effect.gen(function* () {
      const heldDeletions = yield* HeldDeletionStore
      const ofOrganization = inOrganization(yield* ForOrganization, yield* ConnectionStore)

      const find = Effect.fnUntraced(function* (orgId: string, id: string) {
        const notFound = () => new NotFound({ resource: "heldDeletion", id })
        const row = yield* Effect.mapError(yield* heldDeletions.find(id), notFound)
        return row.orgId === orgId ? row : yield* notFound()
      })
      const decide = Effect.fn("HeldDeletions.decide")(
        (orgId: string, id: string, ...word: readonly ["approved" | "rejected", string | null]) =>
          ofOrganization(
            orgId,
            Effect.fnUntraced(function* () {
              yield* find(orgId, id)
              if (!(yield* heldDeletions.decide(id, ...word)))
                return yield* new Conflict({ reason: "AlreadyDecided" })
              return heldDeletionView(yield* find(orgId, id))
            })
          )
      )

      return {
        list: (orgId) =>
          ofOrganization(orgId, () =>
            Effect.map(heldDeletions.list(orgId), (rows) => rows.map(heldDeletionView))
          ),
        approve: (orgId, id) => decide(orgId, id, "approved", null),
        reject: (orgId, id, reason) => decide(orgId, id, "rejected", reason)
      }
    })
  )
}
