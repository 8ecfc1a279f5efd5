import type { Cluster } from "@openfaith/sync-api"
import { Forbidden, ServiceUnavailable, Unauthorized } from "@openfaith/sync-api"
import { Effect, Option } from "effect"
import { EngineUnreachable } from "../client/EngineUnreachable.ts"
import { withEngine } from "../client/WithEngine.ts"
import { version } from "../Version.ts"
import { failed, type Finding, ok, warning } from "./Finding.ts"

const ofCluster = ({ nodes, shards, versions }: Cluster): ReadonlyArray<Finding> => {
  const sick = nodes.filter(({ healthy }) => !healthy)
  const held = nodes.reduce((sum, node) => sum + node.shards, 0)
  const others = [...new Set(nodes.flatMap((node) => node.version ?? []))].filter(
    (one) => one !== versions.engine
  )
  return [
    ...sick.map(({ address, lastHeartbeatAt }) =>
      failed(
        "cluster",
        `The node ${address} does not answer the others; it was last heard of at ${lastHeartbeatAt.toJSON()}.`,
        "If it is gone, nothing has to be done: after an hour it is forgotten; if it runs, see whether the other nodes reach its RUNNER_HOST and RUNNER_PORT."
      )
    ),
    ...(held < shards
      ? [
          warning(
            "cluster",
            `${shards - held} of ${shards} shards are held by no node.`,
            "That is normal for seconds after a change of nodes; if it stays, restart the nodes one by one."
          )
        ]
      : []),
    ...(others.length > 0
      ? [
          warning(
            "cluster",
            `Nodes run different versions: ${[versions.engine, ...others].join(", ")}.`,
            "Finish the upgrade: replace the nodes of the older version."
          )
        ]
      : []),
    ...(versions.engine === version
      ? []
      : [
          warning(
            "cluster",
            `The nodes run version ${versions.engine}, this command line is ${version}.`,
            "Use the command line of the same version."
          )
        ])
  ]
}

/** Whether a node answers remote procedure calls under this key, and what it says of the others. */
export const checkNode = (url: Option.Option<string>) =>
  withEngine(url, (client) => client.GetCluster()).pipe(
    Effect.map((cluster) => {
      const found = ofCluster(cluster)
      return [
        ok("node", "A node answers, and takes the API key."),
        ...(found.length > 0 ? found : [ok("cluster", `${cluster.nodes.length} nodes, all healthy.`)])
      ]
    }),
    Effect.catchAll((error) => {
      if (error instanceof EngineUnreachable)
        return Effect.succeed([
          failed("node", error.message, "Start a node with sync-engine serve, or correct ENGINE_URL.")
        ])
      if (error instanceof Unauthorized)
        return Effect.succeed([
          failed(
            "API key",
            "The node refuses the API key.",
            "Set API_KEY to the key that the node was started with."
          )
        ])
      if (error instanceof Forbidden)
        return Effect.succeed([
          failed("API key", error.message, "Give the doctor a key of that scope, for all organisations.")
        ])
      if (error instanceof ServiceUnavailable)
        return Effect.succeed([
          failed(
            "node",
            `The node cannot answer: ${error.faults.map(({ message }) => message).join("; ")}.`,
            "Mend its database first; GET /health/ready tells when it is ready."
          )
        ])
      // What cannot be read of the configuration is told of by its own check.
      return Effect.succeed([])
    })
  )
