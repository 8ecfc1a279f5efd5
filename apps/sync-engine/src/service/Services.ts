import { Layer } from "effect"
import { ClusterStore } from "../stores/ClusterStore.ts"
import { OrganizationStore } from "../stores/OrganizationStore.ts"
import { OverviewStore } from "../stores/OverviewStore.ts"
import { VerifyStore } from "../stores/VerifyStore.ts"
import { Alerts } from "./Alerts.ts"
import { DeadLetters } from "./DeadLetters.ts"
import { HeldDeletions } from "./HeldDeletions.ts"
import { Keys } from "./Keys.ts"
import { Nodes } from "./Nodes.ts"
import { Organizations } from "./Organizations.ts"
import { Schedules } from "./Schedules.ts"
import { SyncService } from "./SyncService.ts"
import { Verifications } from "./Verifications.ts"

/** All that can be asked of a node, over its stores and adapters. */
export const layer = Layer.mergeAll(
  SyncService.layer,
  Schedules.layer,
  Alerts.layer,
  HeldDeletions.layer,
  DeadLetters.layer,
  Organizations.layer,
  Nodes.layer,
  Keys.layer,
  Verifications.layer
).pipe(
  Layer.provideMerge(
    Layer.mergeAll(OverviewStore.layer, OrganizationStore.layer, ClusterStore.layer, VerifyStore.layer)
  )
)
