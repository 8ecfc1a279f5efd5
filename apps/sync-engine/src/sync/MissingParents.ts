import { type FetchedRecord, idAt } from "@openfaith/adapter-core"
import { Array as Items, Clock, Effect, Ref } from "effect"
import { SyncConfig } from "../config/SyncConfig.ts"
import { concernsAccount, type Upstream, type UpstreamError } from "../connection/Upstream.ts"
import { Upstreams } from "../connection/Upstreams.ts"
import { DeadLetterStore, type Orphan } from "../stores/DeadLetterStore.ts"
import type { RunRow } from "../stores/RunStore.ts"
import { readByIds, readRecord, type RecordReading } from "./ReadRecord.ts"
import { type SourceAccount, sourceAccount } from "./SourceAccount.ts"
import { writeRecords } from "./WriteRecords.ts"

const orphansAtOnce = 500

/** A record that others require. */
interface Parent {
  readonly entity: string
  readonly externalId: string
}

const keyOf = ({ entity, externalId }: Parent): string => `${entity}/${externalId}`

/** The records that this one requires, by the relationships of its raw form. */
const parentsOf = (account: SourceAccount, { entity, raw }: Orphan): ReadonlyArray<Parent> =>
  (account.entities[entity]?.references ?? []).flatMap((reference) => {
    const externalId = idAt(raw, [...reference.property.split("."), "id"])
    return reference.kind === "hard" && externalId !== null ? [{ entity: reference.entity, externalId }] : []
  })

/** Writes the orphans whose parents have come; answers those that still wait. */
const heal = Effect.fnUntraced(function* (account: SourceAccount, runId: string) {
  while (true) {
    const { orphans, waiting } = yield* healSome(account, runId)
    if (waiting.length === orphans.length || orphans.length < orphansAtOnce) return waiting
  }
})

const healSome = Effect.fnUntraced(function* (account: SourceAccount, runId: string) {
  const letters = yield* DeadLetterStore
  const box = { orgId: account.orgId, adapter: account.adapter, connectionId: account.connectionId, runId }
  const orphans = yield* letters.orphans(box, orphansAtOnce)
  if (orphans.length === 0) return { orphans, waiting: [] }
  const records = orphans.map(({ entity, externalId, raw }): FetchedRecord => ({ entity, externalId, raw }))
  const { bad } = yield* writeRecords(account, records, {
    // They are as old as the answer that brought them: what was deleted since stays so.
    askedAt: Math.min(...orphans.map(({ lastSeenAt }) => lastSeenAt.getTime())),
    runId
  })
  const waiting = new Set(bad.map(({ entity, recordKey }) => `${entity}/${recordKey}`))
  return { orphans, waiting: orphans.filter((orphan) => waiting.has(keyOf(orphan))) }
})

/** A parent that the source will not tell of is one that is not found. */
const orElse = <A>(asked: Effect.Effect<A, UpstreamError>, nothing: A) =>
  Effect.catchIf(
    asked,
    (error) => !concernsAccount(error),
    (error) => Effect.as(Effect.logWarning("required record cannot be asked for", error), nothing)
  )

/** Asks for records by their ids: all in one request where the list can be filtered so, the others one by one. */
const fetchParents = Effect.fnUntraced(function* (
  upstream: Upstream,
  account: SourceAccount,
  parents: ReadonlyArray<Parent>,
  mayAsk: Effect.Effect<boolean>
) {
  const found: Array<FetchedRecord> = []
  const askedAt = yield* Clock.currentTimeMillis
  for (const [entity, some] of Object.entries(Items.groupBy(parents, (parent) => parent.entity))) {
    const ids = new Set(some.map(({ externalId }) => externalId))
    const list = account.listByIds(entity)
    if (list !== null && ids.size > 1 && (yield* mayAsk)) {
      const asked = Effect.map(readByIds(upstream, list, [...ids], []), ({ page }) => page.primary)
      for (const record of yield* orElse<ReadonlyArray<FetchedRecord>>(asked, [])) {
        if (record.externalId !== null && ids.delete(record.externalId)) found.push(record)
      }
    }
    for (const externalId of ids) {
      if (!(yield* mayAsk)) break
      const reading = yield* orElse<RecordReading>(
        readRecord(upstream, account, { entity, externalId, parent: null }),
        { _tag: "Unaskable" }
      )
      if (reading._tag === "Found") found.push(...reading.answer.page.primary)
    }
  }
  return { found, askedAt }
})

/**
 * Records whose required parent was not there are written once it is. Parents that no listing brought are asked for,
 * each once a run and within bounds; so are the parents of those. What still waits afterwards waits for a later run.
 */
export const adoptOrphans = Effect.fn("AdoptOrphans")(function* (run: RunRow) {
  const { missingParentRequests, missingParentSeconds } = yield* SyncConfig
  const account = yield* sourceAccount(run.connectionId)
  const until = (yield* Clock.currentTimeMillis) + missingParentSeconds * 1000
  const tried = new Set<string>()
  const requests = yield* Ref.make(missingParentRequests)
  const mayAsk = Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Ref.modify(requests, (left) => (left > 0 && now < until ? [true, left - 1] : [false, 0]))
  )
  let waiting = yield* heal(account, run.runId)
  while (waiting.length > 0) {
    const wanted = new Map(
      waiting
        .flatMap((orphan) => parentsOf(account, orphan))
        .filter((parent) => !tried.has(keyOf(parent)))
        .map((parent) => [keyOf(parent), parent])
    )
    if (wanted.size === 0) return
    for (const key of wanted.keys()) tried.add(key)
    const { askedAt, found } = yield* Effect.scoped(
      Effect.flatMap(Upstreams, (upstreams) =>
        Effect.flatMap(upstreams.get(run.connectionId), (upstream) =>
          fetchParents(upstream, account, [...wanted.values()], mayAsk)
        )
      )
    )
    if (found.length === 0) return
    yield* writeRecords(account, found, { askedAt, runId: run.runId })
    waiting = yield* heal(account, run.runId)
  }
})
