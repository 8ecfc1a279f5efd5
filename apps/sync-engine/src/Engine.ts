import { NodeHttpClient } from "@effect/platform-node"
import { Layer } from "effect"
import { AdapterRegistry } from "./adapters/AdapterRegistry.ts"
import * as Cluster from "./cluster/Cluster.ts"
import { Dispatcher } from "./cluster/Dispatcher.ts"
import { NodeAddress } from "./cluster/NodeAddress.ts"
import { SyncConfig } from "./config/SyncConfig.ts"
import { ConnectionHandler } from "./connection/ConnectionHandler.ts"
import { Upstreams } from "./connection/Upstreams.ts"
import { CredentialCipher } from "./credentials/CredentialCipher.ts"
import * as Database from "./database/Database.ts"
import { BudgetStore } from "./stores/BudgetStore.ts"
import { CanonicalStore } from "./stores/CanonicalStore.ts"
import { ConnectionStore } from "./stores/ConnectionStore.ts"
import { DeadLetterStore } from "./stores/DeadLetterStore.ts"
import { PageStore } from "./stores/PageStore.ts"
import { RecordWriter } from "./stores/RecordWriter.ts"
import { RunStore } from "./stores/RunStore.ts"
import { StreamStore } from "./stores/StreamStore.ts"
import { SyncEntityHandler } from "./sync/SyncEntityHandler.ts"
import { SyncOrganizationHandler } from "./sync/SyncOrganizationHandler.ts"

/** What is kept in PostgreSQL, each kind behind its store. */
export const layerStores = PageStore.layer.pipe(
  Layer.provideMerge(Layer.merge(RecordWriter.layer, DeadLetterStore.layer)),
  Layer.provideMerge(CanonicalStore.layer),
  Layer.provideMerge(
    Layer.mergeAll(BudgetStore.layer, ConnectionStore.layer, RunStore.layer, StreamStore.layer)
  ),
  Layer.provideMerge(CredentialCipher.layerConfig)
)

/** The adapters, over one HTTP client with kept-alive connections. */
export const layerAdapters = AdapterRegistry.layerConfig.pipe(Layer.provide(NodeHttpClient.layerUndici))

/** A whole node but for its HTTP server: workflows, entities and singletons, at this address in the cluster. */
export const layer = (address: { readonly host: string; readonly port: number }) =>
  Layer.mergeAll(SyncOrganizationHandler, SyncEntityHandler, ConnectionHandler, Dispatcher).pipe(
    Layer.provideMerge(Upstreams.layer),
    Layer.provideMerge(layerAdapters),
    Layer.provideMerge(layerStores),
    Layer.provideMerge(Layer.merge(SyncConfig.layerConfig, Layer.succeed(NodeAddress, address))),
    Layer.provideMerge(Cluster.layer(address)),
    Layer.provideMerge(Database.layer)
  )
