import { Singleton } from "@effect/cluster"
import { Array, Effect } from "effect"
import { SyncConfig } from "../config/SyncConfig.ts"
import { Pressure } from "../load/Pressure.ts"
import { InboxStore } from "../stores/InboxStore.ts"
import { attemptKey, SyncRecords } from "../sync/SyncRecords.ts"
import { forever } from "./Forever.ts"

const burstMillis = 500
const lookEvery = "250 millis"

/** Together they cost little more than one does; but they are read one after the other. */
const recordsAWorkflow = 25

/**
 * Starts the work on single records that the inbox asks for, at most so many at once. There is one in the cluster; the
 * next one starts what is pending again, and a record that is looked at twice is only read twice.
 */
export const RecordDispatcher = Singleton.make(
  "RecordDispatcher",
  Effect.gen(function* () {
    const inbox = yield* InboxStore
    const pressure = yield* Pressure
    const { maxConcurrentRecords } = yield* SyncConfig
    let started = new Set<string>()
    const look = Effect.gen(function* () {
      const atOnce = yield* pressure.atOnce(maxConcurrentRecords)
      const pending = yield* inbox.pendingRecords(atOnce, burstMillis)
      const due = pending.map(({ attempts, connectionId, entity, externalId, lowestInboxId }) => ({
        connectionId,
        record: { entity, externalId, inboxId: lowestInboxId, attempt: attempts }
      }))
      const fresh = due.filter(({ record }) => !started.has(attemptKey(record)))
      for (const [connectionId, some] of Object.entries(Array.groupBy(fresh, (one) => one.connectionId))) {
        for (const chunk of Array.chunksOf(some, recordsAWorkflow)) {
          const records = Array.map(chunk, ({ record }) => record)
          yield* SyncRecords.execute({ connectionId, records }, { discard: true })
          for (const record of records) started.add(attemptKey(record))
        }
      }
      const alive = new Set(due.map(({ record }) => attemptKey(record)))
      started = new Set([...started].filter((key) => alive.has(key)))
    })
    yield* forever("record dispatcher", lookEvery, pressure.below("critical")(look))
  })
)
