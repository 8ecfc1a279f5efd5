import { Duration, Effect, Ref, Schedule, Scope } from "effect"
import type { EngineClient } from "../client/EngineClient.ts"
import type { LocalNode } from "../local/LocalNode.ts"
import type { LocalStack } from "../local/LocalStack.ts"
import type { TcpProxy } from "./TcpProxy.ts"

/** A node's place in the cluster: when its process ends, another one is started at the same addresses. */
export interface NodeSlot {
  readonly name: string
  /** The only way from the node to PostgreSQL. */
  readonly proxy: TcpProxy
  readonly client: EngineClient
  readonly current: Effect.Effect<LocalNode>
  /** Ends the process by a signal, leaves it down for so many seconds, and waits until the next one is ready. */
  readonly end: (signal: "SIGKILL" | "SIGTERM", seconds: number) => Effect.Effect<void>
}

// A node that is told to stop while PostgreSQL is away waits for it; so long do operators wait for the node.
const grace = Duration.seconds(30)

const settled = Schedule.spaced("100 millis")

/** Keeps the place of this node taken, as a service manager does, until the scope ends. */
export const make = Effect.fnUntraced(function* (options: {
  readonly stack: LocalStack
  readonly index: number
  readonly node: LocalNode
  readonly proxy: TcpProxy
  /** Hears of a process that ended although nobody had told it to. */
  readonly onCrash: (name: string) => Effect.Effect<void>
}) {
  const { index, node, onCrash, proxy, stack } = options
  const { name } = node.process
  // Closed after the supervisor below has gone: what ends with the scope has not crashed.
  const replacements = yield* Effect.acquireRelease(Scope.make(), Scope.close)
  const current = yield* Ref.make(node)
  const plannedPause = yield* Ref.make<number | null>(null)

  yield* Effect.gen(function* () {
    yield* Effect.flatMap(Ref.get(current), ({ process }) => process.exited)
    const seconds = yield* Ref.getAndSet(plannedPause, null)
    if (seconds === null) yield* onCrash(name)
    yield* Effect.sleep(Duration.seconds(seconds ?? 1))
    const next = yield* stack.startNode(index).pipe(
      // One that finds no database at its start ends.
      Effect.retry(Schedule.spaced("1 second")),
      Effect.provideService(Scope.Scope, replacements)
    )
    yield* Ref.set(current, next)
  }).pipe(Effect.forever, Effect.forkScoped)

  const slot: NodeSlot = {
    name,
    proxy,
    client: yield* stack.client(node),
    current: Ref.get(current),
    end: Effect.fnUntraced(function* (signal, seconds) {
      const before = yield* Ref.get(current)
      yield* Ref.set(plannedPause, seconds)
      yield* before.process.signal(signal)
      yield* before.process.exited.pipe(
        Effect.timeout(grace),
        Effect.catchTag("TimeoutException", () => before.process.signal("SIGKILL"))
      )
      yield* Effect.repeat(Ref.get(current), { until: (now) => now !== before, schedule: settled })
    })
  }
  return slot
})
