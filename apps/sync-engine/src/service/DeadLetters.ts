import {
  Conflict,
  type DeadLetter,
  type DeadLetterDetail,
  type DeadLetterFilter,
  type DeadLetterPage,
  defaultRunLimit,
  InvalidRequest,
  type ListDeadLettersOptions,
  NotFound,
  replayLimit,
  type ServiceUnavailable
} from "@openfaith/sync-api"
import { Context, DateTime, Effect, Layer, Option } from "effect"
import { ForOrganization } from "../database/ForOrganization.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { DeadLetterQueue, type LetterRow } from "../stores/DeadLetterQueue.ts"
import { inOrganization } from "./ConnectionLookup.ts"
import * as LetterCursor from "./LetterCursor.ts"

const instantOrNull = (date: Date | null) => (date === null ? null : DateTime.unsafeMake(date))

const letterView = (row: LetterRow): DeadLetter => ({
  deadLetterId: row.deadLetterId,
  adapter: row.adapter,
  entity: row.entity,
  externalId: row.externalId,
  runId: row.runId,
  reason: row.reason,
  path: row.path,
  message: row.message,
  attempts: row.attempts,
  firstSeenAt: DateTime.unsafeMake(row.firstSeenAt),
  lastSeenAt: DateTime.unsafeMake(row.lastSeenAt),
  nextAttemptAt: instantOrNull(row.nextAttemptAt),
  quarantinedAt: instantOrNull(row.quarantinedAt)
})

/** The path and query of the page behind a cursor. */
const nextPage = (orgId: string, filter: DeadLetterFilter, limit: number, cursor: string): string => {
  const query = new URLSearchParams({ limit: String(limit) })
  for (const [name, value] of Object.entries(filter)) query.set(name, String(value))
  query.set("cursor", cursor)
  return `/v1/orgs/${orgId}/dead-letters?${query.toString()}`
}

/** Records that could not be written, and a person's word on them. */
export class DeadLetters extends Context.Tag("@openfaith/sync-engine/DeadLetters")<
  DeadLetters,
  {
    readonly list: (
      orgId: string,
      page: ListDeadLettersOptions
    ) => Effect.Effect<DeadLetterPage, InvalidRequest | NotFound | ServiceUnavailable>
    readonly get: (
      orgId: string,
      deadLetterId: string
    ) => Effect.Effect<DeadLetterDetail, NotFound | ServiceUnavailable>
    /** Has it tried with the next pass, also out of quarantine. */
    readonly replay: (
      orgId: string,
      deadLetterId: string
    ) => Effect.Effect<DeadLetter, NotFound | Conflict | ServiceUnavailable>
    /** The same for all that the filter names, up to a bound; the answer is how many were not due already. */
    readonly replayAll: (
      orgId: string,
      filter: DeadLetterFilter
    ) => Effect.Effect<number, NotFound | ServiceUnavailable>
    /** Lets it go for good; the answer is the letter as it was. */
    readonly discard: (
      orgId: string,
      deadLetterId: string,
      reason: string
    ) => Effect.Effect<DeadLetter, NotFound | ServiceUnavailable>
  }
>() {
  static readonly layer = Layer.effect(
    DeadLetters,
    Effect.gen(function* () {
      const queue = yield* DeadLetterQueue
      const ofOrganization = inOrganization(yield* ForOrganization, yield* ConnectionStore)

      const find = Effect.fnUntraced(function* (orgId: string, id: string) {
        return yield* Effect.mapError(
          yield* queue.find(orgId, id),
          () => new NotFound({ resource: "deadLetter", id })
        )
      })

      return {
        list: Effect.fn("DeadLetters.list")(function* (
          orgId,
          { cursor, limit = defaultRunLimit, ...filter }
        ) {
          const behind = cursor === undefined ? Option.none() : LetterCursor.decode(cursor)
          if (cursor !== undefined && Option.isNone(behind)) {
            return yield* new InvalidRequest({
              issues: [{ path: "cursor", message: "Expected a cursor that a listing returned" }]
            })
          }
          const rows = yield* ofOrganization(orgId, () =>
            queue.list(orgId, filter, limit + 1, Option.getOrNull(behind))
          )
          const page = rows.slice(0, limit)
          const last = page.at(-1)
          const nextCursor =
            rows.length > limit && last !== undefined ? LetterCursor.encode(last.deadLetterId) : null
          return {
            deadLetters: page.map(letterView),
            nextCursor,
            next: nextCursor === null ? null : nextPage(orgId, filter, limit, nextCursor)
          }
        }),

        get: (orgId, id) =>
          ofOrganization(orgId, () =>
            Effect.map(find(orgId, id), (row) => ({ ...letterView(row), raw: row.raw }))
          ),

        replay: Effect.fn("DeadLetters.replay")((orgId, deadLetterId) =>
          ofOrganization(
            orgId,
            Effect.fnUntraced(function* (connections) {
              const { connectionId } = yield* find(orgId, deadLetterId)
              const connection = connections.find((row) => row.connectionId === connectionId)
              if (connection?.status === "parked") return yield* new Conflict({ reason: "ConnectionParked" })
              yield* queue.requeue([connectionId], { deadLetterId }, 1)
              return letterView(yield* find(orgId, deadLetterId))
            })
          )
        ),

        replayAll: Effect.fn("DeadLetters.replayAll")((orgId, filter) =>
          ofOrganization(orgId, (connections) => {
            const active = connections.filter(({ status }) => status === "active")
            const ids = active.map(({ connectionId }) => connectionId)
            return queue.requeue(ids, filter, replayLimit)
          })
        ),

        discard: Effect.fn("DeadLetters.discard")((orgId, deadLetterId, reason) =>
          ofOrganization(
            orgId,
            Effect.fnUntraced(function* () {
              const letter = yield* find(orgId, deadLetterId)
              if (!(yield* queue.discard(orgId, deadLetterId, reason)))
                return yield* new NotFound({ resource: "deadLetter", id: deadLetterId })
              return letterView(letter)
            })
          )
        )
      }
    })
  )
}
