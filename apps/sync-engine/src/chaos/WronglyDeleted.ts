import { canonicalEntities } from "@openfaith/canonical"
import { Effect, Ref } from "effect"
import { buriedRecords } from "../local/BuriedRecords.ts"
import type { Church } from "../local/Church.ts"
import type { Comparison } from "../local/CompareWithTruth.ts"
import { untilDatabaseAnswers } from "../database/SqlFailure.ts"
import { type ChaosStack, orgId } from "./ChaosStack.ts"

const named = ({ entity, externalId }: { readonly entity: string; readonly externalId: string }) =>
  `${entity}/${externalId}`

/** Looks for rows that are marked as deleted although their record never went, and remembers what it ever found. */
export const make = Effect.fnUntraced(function* (
  { query, sql, tell }: ChaosStack,
  church: Church,
  alone: <A>(look: Effect.Effect<A>) => Effect.Effect<A>
) {
  const found = yield* Ref.make<ReadonlySet<string>>(new Set())
  const add = Effect.fnUntraced(function* (names: ReadonlyArray<string>) {
    const known = yield* Ref.get(found)
    const fresh = names.filter((name) => !known.has(name))
    if (fresh.length > 0) yield* tell(`deleted and there: ${fresh.join(", ")}`)
    yield* Ref.update(found, (before) => new Set([...before, ...fresh]))
  })
  const look = buriedRecords(orgId).pipe(
    Effect.provide(sql),
    untilDatabaseAnswers,
    alone,
    Effect.flatMap((buried) => add(church.neverGone(buried).map(named)))
  )
  return {
    watch: Effect.forever(Effect.delay(look, "2 seconds")),
    /** All that was found, with the records that are missing at the end and whose row is marked as deleted. */
    all: Effect.fnUntraced(function* (comparisons: ReadonlyArray<Comparison>) {
      yield* look
      for (const { entity, missing } of comparisons.filter((one) => one.missing.length > 0)) {
        const buried = yield* query<{ externalId: string }>(
          `select external_id from canonical.${canonicalEntities[entity].table}
           where org_id = $1 and external_id = any($2) and deleted_at is not null`,
          [orgId, missing]
        )
        yield* add(buried.map(({ externalId }) => named({ entity, externalId })))
      }
      return yield* Ref.get(found)
    })
  }
})
