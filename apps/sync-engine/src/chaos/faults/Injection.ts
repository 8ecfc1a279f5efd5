import type { Effect } from "effect"
import type { ChaosStack } from "../ChaosStack.ts"
import type { Fault, FaultKind, KindOf, Lane } from "../FaultSchedule.ts"
import type { Recoveries } from "../Recoveries.ts"
import { clockFaults } from "./ClockFaults.ts"
import { credentialFaults } from "./CredentialFaults.ts"
import { databaseFaults } from "./DatabaseFaults.ts"
import { nodeFaults } from "./NodeFaults.ts"
import { sourceFaults } from "./SourceFaults.ts"
import { webhookFaults } from "./WebhookFaults.ts"

/** Makes a fault happen for as long as it lasts, and undoes it. */
export type Inject = (fault: Fault) => Effect.Effect<unknown>

/** How each kind of a lane is made to happen. */
export type Injections<L extends Lane> = Readonly<Record<KindOf<L>, Inject>>

/** How every kind of fault is made to happen to this stack. */
export const makeInjections = (
  stack: ChaosStack,
  recoveries: Recoveries
): Readonly<Record<FaultKind, Inject>> => ({
  ...nodeFaults(stack, recoveries),
  ...databaseFaults(stack, recoveries),
  ...sourceFaults(stack),
  ...credentialFaults(stack),
  ...webhookFaults(stack),
  ...clockFaults(stack)
})
