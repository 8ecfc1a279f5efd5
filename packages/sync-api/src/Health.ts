import { HttpApiSchema } from "@effect/platform"
import { Schema } from "effect"
import { count } from "./internal/Quantity.ts"

/** The process runs. */
export const Live = Schema.Struct({ status: Schema.Literal("live") }).annotations({ identifier: "Live" })

/** How hard pressed a node is, from nothing to too much. */
export const PressureLevel = Schema.Literal("normal", "elevated", "high", "critical").annotations({
  identifier: "PressureLevel",
  description:
    "normal: nothing to say. elevated: the node works more slowly. high: it refuses new runs. critical: it takes no new work."
})
/** @see {@link PressureLevel} */
export type PressureLevel = typeof PressureLevel.Type

/** What a node may have to say of itself. */
export const HealthComponent = Schema.Literal("database", "cluster", "journal", "pressure").annotations({
  identifier: "HealthComponent"
})

/** A part of a node that is not as it should be. */
export const HealthFault = Schema.Struct({
  component: HealthComponent,
  message: Schema.String,
  /** Whether the node cannot do its work because of it. */
  fatal: Schema.Boolean
}).annotations({ identifier: "HealthFault" })
/** @see {@link HealthFault} */
export type HealthFault = typeof HealthFault.Type

/** How a node is, whether it can do its work or not. */
export const Condition = Schema.Struct({
  faults: Schema.Array(HealthFault),
  pressure: Schema.Struct({
    level: PressureLevel,
    heapPercent: count("Heap in use, in percent of its limit"),
    eventLoopDelayMillis: count("How late the node's timers are, in milliseconds")
  }),
  /** Deliveries on the node's disk: what waits for the database, and what a person should look at. */
  journal: Schema.Struct({
    waitingBytes: count("Waiting for the database"),
    keptBytes: count("Lines that could not be ingested"),
    badBytes: count("Lines that were damaged")
  })
})
/** @see {@link Condition} */
export type Condition = typeof Condition.Type

/** The node can do its work; `faults` are those that do not keep it from that. */
export const Ready = Schema.Struct({
  status: Schema.Literal("ready"),
  ...Condition.fields
}).annotations({ identifier: "Ready" })

/** The node cannot do its work. */
export class NotReady extends Schema.TaggedError<NotReady>()(
  "NotReady",
  Condition.fields,
  HttpApiSchema.annotations({ status: 503, description: "The node cannot do its work; `faults` say why" })
) {
  override get message(): string {
    return this.faults.map(({ component, message }) => `${component}: ${message}`).join("; ")
  }
}
