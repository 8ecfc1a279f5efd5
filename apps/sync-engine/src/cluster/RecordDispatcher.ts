import { Singleton } from "@effect/cluster"
import { Effect } from "effect"
import { SyncConfig } from "../config/SyncConfig.ts"
import { Pressure } from "../load/Pressure.ts"
import { InboxStore } from "../stores/InboxStore.ts"
import { SyncRecord } from "../sync/SyncRecord.ts"
import { forever } from "./Forever.ts"

const burstMillis = 500
const lookEvery = "100 millis"

/**
 * Starts the work on single records that the inbox asks for, at most so many at once. There is one in the cluster; the
 * next one starts what is pending again, which does nothing where the workflow is known.
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
      const alive = new Set<string>()
      for (const { attempts, connectionId, entity, externalId, lowestInboxId } of pending) {
        const key = `${lowestInboxId}/${attempts}`
        alive.add(key)
        if (started.has(key)) continue
        yield* SyncRecord.execute(
          { connectionId, entity, externalId, inboxId: lowestInboxId, attempt: attempts },
          { discard: true }
        )
        started.add(key)
      }
      started = new Set([...started].filter((key) => alive.has(key)))
    })
    yield* forever("record dispatcher", lookEvery, pressure.below("critical")(look))
  })
)
