import { Singleton } from "@effect/cluster"
import { Array, Effect } from "effect"
import { SyncConfig } from "../config/SyncConfig.ts"
import { Pressure } from "../load/Pressure.ts"
import { type Attempt, InboxStore } from "../stores/InboxStore.ts"
import { attemptKey, SyncRecords } from "../sync/SyncRecords.ts"
import { forever } from "./Forever.ts"

const burstMillis = 500
const lookEvery = "250 millis"

/** Together they cost little more than one does; but they are read one after the other. */
const recordsAWorkflow = 25

/**
 * Starts the work on single records that the inbox asks for: at most so many at once of one church, and others' beside them,
 * should its source keep them waiting. There is one in the cluster; the next one starts what is pending again, and a record
 * that is looked at twice is only read twice.
 */
export const RecordDispatcher = Singleton.make(
  "RecordDispatcher",
  Effect.gen(function* () {
    const inbox = yield* InboxStore
    const pressure = yield* Pressure
    const { maxConcurrentRecords } = yield* SyncConfig
    let started = new Map<string, Attempt>()
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
          for (const record of records) started.set(attemptKey(record), record)
        }
      }
      // Others may have taken their turns meanwhile: what is under way is no less so for not being among the next.
      const alive = yield* inbox.stillDue([...started.values()])
      started = new Map(alive.map((one) => [attemptKey(one), one]))
    })
    yield* forever("record dispatcher", lookEvery, pressure.below("critical")(look))
  })
)
