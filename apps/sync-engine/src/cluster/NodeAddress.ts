import { Context } from "effect"

/** Where the other nodes reach this one; it also names the node in the ledger. */
export class NodeAddress extends Context.Tag("@openfaith/sync-engine/NodeAddress")<
  NodeAddress,
  { readonly host: string; readonly port: number }
>() {}
