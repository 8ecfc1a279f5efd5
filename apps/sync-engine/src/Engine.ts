import { NodeHttpClient } from "@effect/platform-node"
import { Layer } from "effect"
import { AlertChannels } from "./alerting/AlertChannels.ts"
import { AlertSender } from "./alerting/AlertSender.ts"
import { AdapterRegistry } from "./adapters/AdapterRegistry.ts"
import * as Cluster from "./cluster/Cluster.ts"
import { Dispatcher } from "./cluster/Dispatcher.ts"
import { RecordDispatcher } from "./cluster/RecordDispatcher.ts"
import { NodeAddress } from "./cluster/NodeAddress.ts"
import { AlertConfig } from "./config/AlertConfig.ts"
import { ScheduleConfig } from "./config/ScheduleConfig.ts"
import { RetentionConfig } from "./config/RetentionConfig.ts"
import { Janitor } from "./janitor/Janitor.ts"
import { RecoveryConfig } from "./config/RecoveryConfig.ts"
import { SyncConfig } from "./config/SyncConfig.ts"
import { WatchdogConfig } from "./config/WatchdogConfig.ts"
import { WebhookConfig } from "./config/WebhookConfig.ts"
import { ConnectionHandler } from "./connection/ConnectionHandler.ts"
import { Pressure } from "./load/Pressure.ts"
import * as UpstreamHttpClient from "./connection/UpstreamHttpClient.ts"
import { Upstreams } from "./connection/Upstreams.ts"
import { CredentialCipher } from "./credentials/CredentialCipher.ts"
import * as Database from "./database/Database.ts"
import { ForOrganization } from "./database/ForOrganization.ts"
import { Scheduler } from "./scheduling/Scheduler.ts"
import { Recovery } from "./recovery/Recovery.ts"
import { AlertOutbox } from "./stores/AlertOutbox.ts"
import { AlertStore } from "./stores/AlertStore.ts"
import { ApiKeyStore } from "./stores/ApiKeyStore.ts"
import { AuditStore } from "./stores/AuditStore.ts"
import { BudgetStore } from "./stores/BudgetStore.ts"
import { CanonicalStore } from "./stores/CanonicalStore.ts"
import { ConcernStore } from "./stores/ConcernStore.ts"
import { ConnectionStore } from "./stores/ConnectionStore.ts"
import { DeadLetterQueue } from "./stores/DeadLetterQueue.ts"
import { DeadLetterStore } from "./stores/DeadLetterStore.ts"
import { InboxStore } from "./stores/InboxStore.ts"
import { HeldDeletionStore } from "./stores/HeldDeletionStore.ts"
import { PageStore } from "./stores/PageStore.ts"
import { RecordWriter } from "./stores/RecordWriter.ts"
import { RetentionStore } from "./stores/RetentionStore.ts"
import { RunStore } from "./stores/RunStore.ts"
import { ScheduleStore } from "./stores/ScheduleStore.ts"
import { StreamStore } from "./stores/StreamStore.ts"
import { SubscriptionStore } from "./stores/SubscriptionStore.ts"
import { TombstoneStore } from "./stores/TombstoneStore.ts"
import { VitalsStore } from "./stores/VitalsStore.ts"
import { ApplyDeletionsHandler } from "./sync/ApplyDeletions.ts"
import { SyncRecordsHandler } from "./sync/SyncRecordsHandler.ts"
import { SyncEntityHandler } from "./sync/SyncEntityHandler.ts"
import { SyncOrganizationHandler } from "./sync/SyncOrganizationHandler.ts"
import { Watchdog } from "./watchdog/Watchdog.ts"
import { KeepSubscriptions } from "./webhooks/KeepSubscriptions.ts"
import { Subscriptions } from "./webhooks/Subscriptions.ts"

/** What is kept in PostgreSQL, each kind behind its store. */
export const layerStores = PageStore.layer.pipe(
  Layer.provideMerge(Layer.merge(RecordWriter.layer, DeadLetterStore.layer)),
  Layer.provideMerge(CanonicalStore.layer),
  Layer.provideMerge(
    Layer.mergeAll(
      AlertOutbox.layer,
      AlertStore.layer,
      ApiKeyStore.layer,
      AuditStore.layer,
      ConcernStore.layer,
      DeadLetterQueue.layer,
      HeldDeletionStore.layer,
      TombstoneStore.layer,
      BudgetStore.layer,
      ConnectionStore.layer,
      RetentionStore.layer,
      RunStore.layer,
      ScheduleStore.layer,
      StreamStore.layer,
      InboxStore.layer,
      SubscriptionStore.layer,
      VitalsStore.layer
    )
  ),
  Layer.provideMerge(
    Layer.mergeAll(CredentialCipher.layerConfig, ScheduleConfig.layerConfig, ForOrganization.layerConfig)
  )
)

/** The adapters, over one HTTP client with kept-alive connections. */
const layerAdapters = AdapterRegistry.layerConfig.pipe(Layer.provide(UpstreamHttpClient.layer))

/** A whole node but for its HTTP server: workflows, entities and singletons, at this address in the cluster. */
export const layer = (address: { readonly host: string; readonly port: number }) =>
  Layer.mergeAll(
    SyncOrganizationHandler,
    SyncEntityHandler,
    ConnectionHandler,
    Dispatcher,
    RecordDispatcher,
    ApplyDeletionsHandler,
    SyncRecordsHandler,
    Scheduler,
    Recovery,
    Janitor,
    Watchdog,
    KeepSubscriptions,
    AlertSender
  ).pipe(
    Layer.provideMerge(Layer.merge(Upstreams.layer, Subscriptions.layer)),
    Layer.provideMerge(layerAdapters),
    Layer.provide(AlertChannels.layer.pipe(Layer.provide(NodeHttpClient.layerUndici))),
    Layer.provideMerge(layerStores),
    Layer.provideMerge(
      Layer.mergeAll(
        AlertConfig.layerConfig,
        SyncConfig.layerConfig,
        WebhookConfig.layerConfig,
        RecoveryConfig.layerConfig,
        RetentionConfig.layerConfig,
        Pressure.layerConfig,
        WatchdogConfig.layerConfig,
        Layer.succeed(NodeAddress, address)
      )
    ),
    Layer.provideMerge(Cluster.layer(address)),
    Layer.provideMerge(Database.layer)
  )
