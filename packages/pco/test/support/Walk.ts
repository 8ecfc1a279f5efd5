import {
  type AdapterSession,
  type FetchedRecord,
  OffsetWalk,
  PaginationFault,
  type StreamPlan,
  type WalkState
} from "@openfaith/adapter-core"
import { Effect } from "effect"

/** Everything one listing brings, once a record. */
export const walk = (
  session: AdapterSession,
  plan: StreamPlan,
  params: Readonly<Record<string, string>> = {}
) =>
  Effect.gen(function* () {
    const found = new Map<string, FetchedRecord>()
    const nameless: Array<FetchedRecord> = []
    let state: WalkState | null = OffsetWalk.init(plan)
    while (state !== null) {
      const { offset, perPage, query } = OffsetWalk.request(state)
      const page = yield* session.fetch({
        endpoint: plan.endpoint,
        params,
        include: plan.include,
        query,
        offset,
        perPage
      })
      for (const record of [...page.primary, ...page.carried]) {
        if (record.externalId === null) nameless.push(record)
        else found.set(`${record.entity} ${record.externalId}`, record)
      }
      const outcome = OffsetWalk.advance(state, page)
      if (outcome._tag === "Fault") return yield* new PaginationFault({ reason: outcome.reason })
      state = outcome._tag === "Done" ? null : outcome.state
    }
    return [...found.values(), ...nameless]
  })
