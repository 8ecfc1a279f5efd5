import { Command, Options } from "@effect/cli"
import { FetchHttpClient } from "@effect/platform"
import { Graph as DependencyGraph } from "@openfaith/adapter-core"
import { GraphFormat } from "@openfaith/sync-api"
import { Console, Effect, Layer, Option } from "effect"
import { UsageFault } from "./CliErrors.ts"
import { printLines } from "./Output.ts"
import { adapter, json } from "./Parameters.ts"
import { textTable } from "./TextTable.ts"

const format = Options.choice("format", GraphFormat.literals).pipe(
  Options.withDescription("Print JSON, or the text of a Mermaid or Graphviz drawing, instead of a table"),
  Options.optional
)

/** The graph as a table, a line an entity in the order of the sync. */
const graphTable = (graph: DependencyGraph): ReadonlyArray<string> => {
  const needs = (entity: string, kind: "hard" | "soft"): string =>
    graph.edges
      .filter((edge) => edge.from === entity && edge.kind === kind)
      .map(({ to }) => to)
      .join(", ")
  return textTable(
    [
      { heading: "wave", isNumber: true },
      { heading: "entity" },
      { heading: "requires" },
      { heading: "refers to" }
    ],
    graph.waves.flatMap((wave, index) =>
      wave.map((entity) => [String(index + 1), entity, needs(entity, "hard"), needs(entity, "soft")])
    )
  )
}

const drawings = {
  json: DependencyGraph.toJson,
  mermaid: DependencyGraph.toMermaid,
  dot: DependencyGraph.toDot
}

/** The graph of a named adapter. */
const graphOf = (adapter: string) =>
  // Loaded only here: no other command needs the adapters.
  Effect.flatMap(
    Effect.promise(() => import("../adapters/AdapterRegistry.ts")),
    ({ AdapterRegistry }) =>
      Effect.flatMap(AdapterRegistry, (registry) => registry.get(adapter)).pipe(
        Effect.provide(AdapterRegistry.layerConfig.pipe(Layer.provide(FetchHttpClient.layer)))
      )
  ).pipe(
    Effect.map(({ manifest }) => DependencyGraph.fromManifest(manifest)),
    Effect.catchTag("UnknownAdapter", ({ message }) => new UsageFault({ problem: message }))
  )

/** `graph`: which entities of an adapter need which; no node is asked. */
export const Graph = Command.make("graph", { adapter, format, json }, ({ adapter, format, json }) =>
  Effect.gen(function* () {
    if (json && Option.exists(format, (given) => given !== "json")) {
      return yield* new UsageFault({ problem: "--json means --format json: give one of the two." })
    }
    const graph = yield* graphOf(adapter)
    yield* Option.match(json ? Option.some("json" as const) : format, {
      onNone: () => printLines(graphTable(graph)),
      onSome: (wanted) => Console.log(drawings[wanted](graph).trimEnd())
    })
  })
).pipe(Command.withDescription("Show which entities of an adapter need which, without a node"))
