import { Schema } from "effect"
import { count } from "./internal/Quantity.ts"
import { Timestamp } from "./Timestamp.ts"

/** One process of the cluster. */
export const ClusterNode = Schema.Struct({
  address: Schema.String.annotations({ description: "Where the other nodes reach it, `host:port`" }),
  healthy: Schema.Boolean.annotations({ description: "Whether the other nodes count on it" }),
  lastHeartbeatAt: Timestamp,
  shards: count("Shards whose lock it holds"),
  version: Schema.NullOr(Schema.String).annotations({
    description: "The engine's version; null while the node holds no connection to the database"
  }),
  answering: Schema.Boolean.annotations({ description: "Whether this is the node that answers" })
}).annotations({ identifier: "ClusterNode" })
/** @see {@link ClusterNode} */
export type ClusterNode = typeof ClusterNode.Type

/** The nodes that share the work, and what they run on. */
export const Cluster = Schema.Struct({
  nodes: Schema.Array(ClusterNode),
  shards: count("Shards there are"),
  versions: Schema.Struct({
    engine: Schema.String,
    nodejs: Schema.String,
    postgresql: Schema.String,
    schema: count("The newest migration of the database")
  }).annotations({ description: "Of the node that answers, and of the database" })
}).annotations({ identifier: "Cluster", description: "The nodes that share the work" })
/** @see {@link Cluster} */
export type Cluster = typeof Cluster.Type
