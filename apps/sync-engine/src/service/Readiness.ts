import { Sharding } from "@effect/cluster"
import type { Condition, HealthFault } from "@openfaith/sync-api"
import { Context, Effect, Layer, Option } from "effect"
import { NodeAddress } from "../cluster/NodeAddress.ts"
import { absenceOf } from "../database/SqlFailure.ts"
import { DeliveryJournal } from "../journal/DeliveryJournal.ts"
import { type FileKind, type JournalFile, JournalFiles } from "../journal/JournalFiles.ts"
import { Pressure } from "../load/Pressure.ts"
import { ClusterStore } from "../stores/ClusterStore.ts"

const answerWithin = "2 seconds"

const fault = (component: HealthFault["component"], message: string, fatal: boolean): HealthFault => ({
  component,
  message,
  fatal
})

const bytesOf = (files: ReadonlyArray<JournalFile>, ...kinds: ReadonlyArray<FileKind>): number =>
  files.reduce((sum, { bytes, kind }) => (kinds.includes(kind) ? sum + bytes : sum), 0)

/** How this node is right now; asked anew every time. */
export class Readiness extends Context.Tag("@openfaith/sync-engine/Readiness")<
  Readiness,
  { readonly condition: Effect.Effect<Condition> }
>() {
  static readonly layer = Layer.effect(
    Readiness,
    Effect.gen(function* () {
      const cluster = yield* ClusterStore
      const files = yield* JournalFiles
      const journal = yield* DeliveryJournal
      const pressure = yield* Pressure
      const sharding = yield* Sharding.Sharding
      const { host, port } = yield* NodeAddress
      const own = `${host}:${port}`

      const membership = cluster.runners.pipe(
        Effect.timeout(answerWithin),
        Effect.map((runners) => {
          const found = runners.find(({ address }) => address === own)
          if (found === undefined) return [fault("cluster", "this node has not joined the cluster", true)]
          return found.healthy ? [] : [fault("cluster", "the other nodes do not reach this one", false)]
        }),
        Effect.catchAll((error) => Effect.succeed([fault("database", absenceOf(error), true)]))
      )
      const leaving = Effect.map(sharding.isShutdown, (isShutdown) =>
        isShutdown ? [fault("cluster", "this node is leaving the cluster", true)] : []
      )

      const kept = Effect.gen(function* () {
        const all = yield* Effect.option(files.list)
        const found = Option.getOrElse(all, () => [])
        const bytes = {
          waitingBytes: bytesOf(found, "journal", "reading"),
          keptBytes: bytesOf(found, "kept"),
          badBytes: bytesOf(found, "bad")
        }
        const refused = Option.toArray(yield* journal.fault).map(({ message }) => message)
        const messages = [
          ...refused,
          ...(Option.isNone(all) ? ["the journal's folder cannot be read"] : []),
          ...(bytes.waitingBytes > 0 ? ["deliveries wait for the database"] : []),
          ...(bytes.keptBytes + bytes.badBytes > 0 ? ["some deliveries could not be ingested"] : [])
        ]
        return { bytes, faults: messages.map((message) => fault("journal", message, false)) }
      })

      const load = Effect.gen(function* () {
        const level = yield* pressure.level
        const { delayMillis, heapPercent } = yield* pressure.load
        return {
          pressure: {
            level,
            heapPercent: Math.round(heapPercent),
            eventLoopDelayMillis: Math.round(delayMillis)
          },
          faults:
            level === "normal" ? [] : [fault("pressure", `the pressure is ${level}`, level === "critical")]
        }
      })

      return {
        condition: Effect.gen(function* () {
          const [member, left, delivered, pressed] = yield* Effect.all([membership, leaving, kept, load], {
            concurrency: "unbounded"
          })
          return {
            faults: [...member, ...left, ...delivered.faults, ...pressed.faults],
            pressure: pressed.pressure,
            journal: delivered.bytes
          }
        })
      }
    })
  )
}
