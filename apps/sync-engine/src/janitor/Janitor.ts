import { Singleton } from "@effect/cluster"
import { Effect } from "effect"
import { forever } from "../cluster/Forever.ts"
import { RetentionConfig } from "../config/RetentionConfig.ts"
import { RetentionStore } from "../stores/RetentionStore.ts"

// Small bites, so that no statement is in anybody's way.
const bite = 2000
const lookEvery = "1 minute"

/**
 * Keeps the engine's own tables from growing for ever: ledgers, inbox, alerts, old runs, and what the cluster remembers of
 * finished workflows and of nodes that died. There is one in the cluster.
 */
export const Janitor = Singleton.make(
  "Janitor",
  Effect.gen(function* () {
    const retention = yield* RetentionConfig
    const store = yield* RetentionStore
    const prune = store.prune(retention, bite).pipe(
      Effect.tap((pruned) =>
        Object.values(pruned).some((rows) => rows > 0)
          ? Effect.annotateLogs(Effect.logDebug("pruned"), pruned)
          : Effect.void
      ),
      // As long as there is a full bite of anything, there may be more.
      Effect.repeat({ while: (pruned) => Object.values(pruned).some((rows) => rows >= bite) })
    )
    yield* forever("janitor", lookEvery, prune)
  })
)
