import { RpcSerialization } from "@effect/rpc"
import { Layer } from "effect"
import { JoinRefused } from "./JoinRefused.ts"

/** What runners send each other as MessagePack, every message under the name of its cluster; those of another are refused. */
export const make = (clusterId: string): RpcSerialization.RpcSerialization["Type"] => {
  const inner = RpcSerialization.makeMsgPack()
  const opened = (envelope: unknown): unknown => {
    const [found, message] = Array.isArray(envelope) ? (envelope as ReadonlyArray<unknown>) : []
    if (found === clusterId) return message
    throw new JoinRefused({
      reason: "OtherCluster",
      expected: clusterId,
      found: typeof found === "string" ? found : "unknown"
    })
  }
  return RpcSerialization.RpcSerialization.of({
    ...inner,
    unsafeMake: () => {
      const parser = inner.unsafeMake()
      return {
        encode: (message) => parser.encode([clusterId, message]),
        decode: (bytes) => parser.decode(bytes).map(opened)
      }
    }
  })
}

/** @see {@link make} */
export const layer = (clusterId: string) => Layer.succeed(RpcSerialization.RpcSerialization, make(clusterId))
