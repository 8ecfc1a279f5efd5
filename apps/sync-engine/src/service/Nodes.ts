import { ShardingConfig } from "@effect/cluster"
import type { Cluster, ServiceUnavailable } from "@openfaith/sync-api"
import { Context, Effect, Layer } from "effect"
import { sessionOf } from "../cluster/ApplicationName.ts"
import { NodeAddress } from "../cluster/NodeAddress.ts"
import { ClusterStore } from "../stores/ClusterStore.ts"
import { version } from "../Version.ts"
import { answering } from "./Answering.ts"

const { availableShardGroups, shardsPerGroup } = ShardingConfig.defaults

/** The nodes that share the work. */
export class Nodes extends Context.Tag("@openfaith/sync-engine/Nodes")<
  Nodes,
  { readonly cluster: Effect.Effect<Cluster, ServiceUnavailable> }
>() {
  static readonly layer = Layer.effect(
    Nodes,
    Effect.gen(function* () {
      const store = yield* ClusterStore
      const { host, port } = yield* NodeAddress
      const cluster = Effect.gen(function* () {
        const [runners, sessions, versions] = yield* Effect.all([
          store.runners,
          store.sessions,
          store.versions
        ])
        return {
          nodes: runners.map((runner) => {
            const found = sessionOf(runner.address, sessions)
            return {
              ...runner,
              shards: found?.session.shards ?? 0,
              version: found?.version ?? null,
              answering: runner.address === `${host}:${port}`
            }
          }),
          shards: shardsPerGroup * availableShardGroups.length,
          versions: { engine: version, nodejs: process.versions.node, ...versions }
        }
      })
      return { cluster: Effect.withSpan(answering(cluster), "Nodes.cluster") }
    })
  )
}
