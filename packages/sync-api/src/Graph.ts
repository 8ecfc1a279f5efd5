import { Schema } from "effect"
import { EntityName } from "./Identifiers.ts"

/** How a graph is written: as data, for Mermaid, or for Graphviz. */
export const GraphFormat = Schema.Literal("json", "mermaid", "dot").annotations({ identifier: "GraphFormat" })
/** @see {@link GraphFormat} */
export type GraphFormat = typeof GraphFormat.Type

/** That `from` points at `to` by `property`: a hard edge is required, a soft one only orders. */
export const GraphEdge = Schema.Struct({
  from: EntityName,
  to: EntityName,
  kind: Schema.Literal("hard", "soft"),
  property: Schema.String
}).annotations({ identifier: "GraphEdge" })
/** @see {@link GraphEdge} */
export type GraphEdge = typeof GraphEdge.Type

/** Which of an adapter's entities needs which. */
export const Graph = Schema.Struct({
  nodes: Schema.Array(EntityName),
  edges: Schema.Array(GraphEdge),
  waves: Schema.Array(Schema.Array(EntityName)).annotations({
    description: "Entities synced side by side, after those of the waves before"
  }),
  deferred: Schema.Array(GraphEdge).annotations({
    description: "Soft edges that give way because they close a circle"
  })
}).annotations({ identifier: "Graph", description: "The entities of an adapter and the order of their sync" })
/** @see {@link Graph} */
export type Graph = typeof Graph.Type
