import type { AnyManifest } from "./AnyManifest.ts"
import { deferredNeeds, layers } from "./TopologicalOrder.ts"

/** `from` points at `to` by `property`, so `to` is synced first. */
export interface GraphEdge {
  readonly from: string
  readonly to: string
  readonly kind: "hard" | "soft"
  readonly property: string
}

/** Which entity needs which, and the order that follows. */
export interface Graph {
  readonly nodes: ReadonlyArray<string>
  readonly edges: ReadonlyArray<GraphEdge>
  /** Entities that may be synced side by side, after those of the waves before. */
  readonly waves: ReadonlyArray<ReadonlyArray<string>>
  /** Soft edges that give way because they close a circle: what they point at may arrive later. */
  readonly deferred: ReadonlyArray<GraphEdge>
}

/** The edges of entities and of lists that exist only per parent; a record found through its parent needs it. */
export const edgesOf = (manifest: AnyManifest): ReadonlyArray<GraphEdge> => {
  const references = Object.values(manifest.entities).flatMap((entity) =>
    entity.references.map((reference): GraphEdge => ({
      from: entity.name,
      to: reference.entity,
      kind: reference.kind,
      property: reference.property
    }))
  )
  const parents = Object.values(manifest.endpoints).flatMap(({ entity, within }): ReadonlyArray<GraphEdge> =>
    within === null ||
    references.some((edge) => edge.from === entity.name && edge.to === within.entity && edge.kind === "hard")
      ? []
      : [{ from: entity.name, to: within.entity, kind: "hard", property: within.relationship }]
  )
  return [...references, ...parents]
}

const fromManifest = (manifest: AnyManifest): Graph => {
  const nodes = Object.keys(manifest.entities)
  const edges = edgesOf(manifest)
  return { nodes, edges, waves: layers(nodes, edges), deferred: deferredNeeds(nodes, edges) }
}

const descendants = (graph: Graph, entity: string): ReadonlyArray<string> => {
  const found = new Set<string>()
  const add = (parent: string): void => {
    for (const edge of graph.edges) {
      if (edge.kind === "hard" && edge.to === parent && !found.has(edge.from)) {
        found.add(edge.from)
        add(edge.from)
      }
    }
  }
  add(entity)
  return graph.nodes.filter((node) => found.has(node))
}

const toJson = (graph: Graph): string => JSON.stringify(graph, null, 2)

const toMermaid = (graph: Graph): string =>
  [
    "flowchart RL",
    ...graph.waves.flatMap((wave, index) => [
      `  subgraph wave${index + 1}["Wave ${index + 1}"]`,
      ...wave.map((node) => `    ${node}`),
      "  end"
    ]),
    ...graph.edges.map(
      (edge) => `  ${edge.from} ${edge.kind === "hard" ? "-->" : "-.->"}|"${edge.property}"| ${edge.to}`
    ),
    ""
  ].join("\n")

const toDot = (graph: Graph): string =>
  [
    "digraph manifest {",
    "  rankdir = RL",
    ...graph.waves.map((wave) => `  { rank = same; ${wave.map((node) => JSON.stringify(node)).join("; ")} }`),
    ...graph.edges.map((edge) => {
      const style = edge.kind === "soft" ? ", style = dashed" : ""
      return `  ${JSON.stringify(edge.from)} -> ${JSON.stringify(edge.to)} [label = ${JSON.stringify(edge.property)}${style}]`
    }),
    "}",
    ""
  ].join("\n")

/** The dependency graph that a manifest's wire schemas spell out. */
export const Graph = {
  /** Total: a manifest that was built has no circle of hard edges. */
  fromManifest,
  /** The entities that cannot stand without this one, through any number of hard edges, in the order of the nodes. */
  descendants,
  /** Indented JSON of the whole graph. */
  toJson,
  /** A Mermaid flowchart, one box a wave; dashed arrows are soft. @see https://mermaid.js.org/syntax/flowchart.html */
  toMermaid,
  /** A Graphviz digraph, one rank a wave; dashed arrows are soft. @see https://graphviz.org/doc/info/lang.html */
  toDot
}
