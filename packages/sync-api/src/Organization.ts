import { Schema } from "effect"
import { Connection } from "./Connection.ts"
import { EntityName, OrgId } from "./Identifiers.ts"
import { count } from "./internal/Quantity.ts"
import { Run } from "./Run.ts"
import { Timestamp } from "./Timestamp.ts"

/** How many rows an organisation has of an entity, and how fresh they are. */
export const EntityCount = Schema.Struct({
  entity: EntityName,
  rows: count("Rows that are not deleted"),
  lastReadAt: Schema.NullOr(Timestamp).annotations({
    description: "When a run last read the entity to its end; null before the first"
  })
}).annotations({ identifier: "EntityCount" })
/** @see {@link EntityCount} */
export type EntityCount = typeof EntityCount.Type

/** Three answers to how fresh the data is; null means never. */
export const Freshness = Schema.Struct({
  lastStartedAt: Schema.NullOr(Timestamp).annotations({ description: "When the newest run started" }),
  lastCompletedAt: Schema.NullOr(Timestamp).annotations({
    description: "When a run last ended as succeeded or partial"
  }),
  lastSucceededAt: Schema.NullOr(Timestamp).annotations({ description: "When a run last ended as succeeded" })
}).annotations({ identifier: "Freshness" })
/** @see {@link Freshness} */
export type Freshness = typeof Freshness.Type

/** An organisation at a glance. */
export const Organization = Schema.Struct({
  orgId: OrgId,
  connections: Schema.Array(Connection),
  liveRuns: Schema.Array(Run).annotations({ description: "Runs that are queued or running" }),
  freshness: Freshness,
  entities: Schema.Array(EntityCount),
  deadLetters: count("Records set aside and not yet healed")
}).annotations({ identifier: "Organization", description: "An organisation at a glance" })
/** @see {@link Organization} */
export type Organization = typeof Organization.Type
