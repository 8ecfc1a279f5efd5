import { Clock, Duration, Effect } from "effect"
import type { ChaosStack } from "../ChaosStack.ts"
import type { Fault } from "../FaultSchedule.ts"
import type { Recoveries } from "../Recoveries.ts"
import type { Inject, Injections } from "./Injection.ts"

/** What strikes PostgreSQL, or the network between it and all nodes. */
export const databaseFaults = (
  { postgres, query, slots }: ChaosStack,
  recoveries: Recoveries
): Injections<"database"> => {
  const proxies = slots.map(({ proxy }) => proxy)
  const lasting = ({ seconds }: Fault) => Effect.sleep(Duration.seconds(seconds))

  /** Times what follows from the moment the database goes. */
  const timed =
    (strike: Inject): Inject =>
    (fault) =>
      Effect.gen(function* () {
        const since = yield* Clock.currentTimeMillis
        yield* strike(fault)
        yield* recoveries.ofDatabase(fault.kind, since)
      })

  return {
    "database-restarted": timed((fault) =>
      postgres
        .stop("fast")
        .pipe(Effect.zipRight(lasting(fault)), Effect.zipRight(postgres.start), Effect.orDie)
    ),
    "database-killed": timed((fault) =>
      postgres.kill.pipe(Effect.zipRight(lasting(fault)), Effect.zipRight(postgres.start), Effect.orDie)
    ),
    "sessions-terminated": timed(() =>
      query("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'openfaith%'")
    ),
    "connections-reset": timed(() => Effect.forEach(proxies, ({ reset }) => reset, { discard: true })),
    "database-slow": (fault) =>
      Effect.acquireUseRelease(
        Effect.forEach(proxies, ({ delay }) => delay(20 + 80 * fault.draw)),
        () => lasting(fault),
        () => Effect.forEach(proxies, ({ delay }) => delay(0))
      ),
    "database-silent": timed((fault) =>
      proxies.reduce<Effect.Effect<void>>((held, { holding }) => holding(held), lasting(fault))
    )
  }
}
