import {
  ClusterWorkflowEngine,
  RunnerAddress,
  RunnerHealth,
  Runners,
  ShardingConfig,
  SocketRunner,
  SqlRunnerStorage
} from "@effect/cluster"
import { NodeClusterSocket } from "@effect/platform-node"
import { Effect, Layer, Option } from "effect"
import { NodeConfig } from "../config/NodeConfig.ts"
import { ClusterIdConfig } from "../config/ClusterConfig.ts"
import * as Database from "../database/Database.ts"
import * as ClusterSerialization from "./ClusterSerialization.ts"
import { heartbeatExpiration } from "./Heartbeat.ts"
import * as RetryingMessageStorage from "./RetryingMessageStorage.ts"

/**
 * Timings of the cluster: a killed node's work is taken over within about 9 s, a stopped one's within about 2 s.
 * The package's own defaults take 26 s and 16 s (decision 0003).
 */
const timings = {
  shardLockRefreshInterval: "2 seconds",
  shardLockExpiration: heartbeatExpiration,
  refreshAssignmentsInterval: "1 second",
  runnerHealthCheckInterval: "5 seconds",
  entityMessagePollInterval: "1 second",
  entityTerminationTimeout: "2 seconds",
  simulateRemoteSerialization: false
} as const

/**
 * This node's part in the cluster: it holds shards, runs workflows and entities, and is reached by the other nodes
 * at the given address. Membership, messages and locks are kept in PostgreSQL; there is no other coordinator.
 */
export const layer = (address: { readonly host: string; readonly port: number }) => {
  // Given in code: the package's own variables (HOST, PORT…) have no prefix and collide with common ones.
  const shardingConfig = Effect.map(NodeConfig, ({ workShare }) =>
    ShardingConfig.layer({
      ...ShardingConfig.defaults,
      ...timings,
      runnerAddress: Option.some(RunnerAddress.make(address.host, address.port)),
      runnerShardWeight: workShare / 100
    })
  )
  const storage = Layer.merge(RetryingMessageStorage.layer, Layer.orDie(SqlRunnerStorage.layer)).pipe(
    Layer.provide(Layer.orDie(Database.layerCluster))
  )
  const health = RunnerHealth.layerPing.pipe(Layer.provide(Runners.layerRpc))
  const runner = SocketRunner.layer.pipe(
    Layer.provide(NodeClusterSocket.layerSocketServer),
    Layer.provide(health),
    Layer.provide(NodeClusterSocket.layerClientProtocol),
    Layer.provide(Layer.unwrapEffect(Effect.map(ClusterIdConfig, ClusterSerialization.layer)))
  )
  return ClusterWorkflowEngine.layer.pipe(
    Layer.provideMerge(runner),
    Layer.provideMerge(storage),
    Layer.provide(Layer.unwrapEffect(shardingConfig))
  )
}
