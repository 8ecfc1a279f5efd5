import { Command } from "@effect/cli"
import { Cluster as ClusterSchema } from "@openfaith/sync-api"
import { Effect } from "effect"
import { withEngine } from "../client/WithEngine.ts"
import { FaultsFound } from "./CliErrors.ts"
import { formatCount, formatInstant } from "./Formats.ts"
import { printJson, printLines } from "./Output.ts"
import { json, url } from "./Parameters.ts"
import { textTable } from "./TextTable.ts"

const text = ({ nodes, shards, versions }: ClusterSchema): ReadonlyArray<string> => [
  ...textTable(
    [
      { heading: "node" },
      { heading: "health" },
      { heading: "shards", isNumber: true },
      { heading: "version" },
      { heading: "last heard of" }
    ],
    nodes.map(({ address, answering, healthy, lastHeartbeatAt, shards, version }) => [
      answering ? `${address} (answers)` : address,
      healthy ? "healthy" : "sick",
      formatCount(shards),
      version ?? "",
      formatInstant(lastHeartbeatAt)
    ])
  ),
  "",
  `${formatCount(shards)} shards; engine ${versions.engine}, Node.js ${versions.nodejs}, ` +
    `PostgreSQL ${versions.postgresql}, schema ${versions.schema}.`
]

/** `cluster`: the nodes that share the work. */
export const Cluster = Command.make("cluster", { url, json }, ({ json, url }) =>
  withEngine(url, (client) =>
    Effect.gen(function* () {
      const cluster = yield* client.GetCluster()
      yield* json ? printJson(ClusterSchema)(cluster) : printLines(text(cluster))
      const faults = cluster.nodes.filter(({ healthy }) => !healthy).length
      if (faults > 0) return yield* new FaultsFound({ faults, of: "cluster" })
    })
  )
).pipe(
  Command.withDescription("Show the nodes that share the work. The status is 2 when one of them is sick")
)
