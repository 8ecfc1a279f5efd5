import { Clock, Duration, Effect, Ref, Schedule } from "effect"
import type { ChaosStack } from "./ChaosStack.ts"
import type { FaultKind } from "./FaultSchedule.ts"
import type { NodeSlot } from "./NodeSlot.ts"

/** How long the work took to go on after a fault. */
export interface Recovery {
  readonly kind: FaultKind
  readonly seconds: number
}

/** A stream that somebody works on. */
interface WorkedOn {
  readonly runId: string
  readonly entity: string
  readonly epoch: number
  readonly pages: number
}

const look = Schedule.spaced("100 millis")

// One that takes longer shows in the figures all the same, and a run that hangs shows at the end.
const patience = Duration.minutes(3)

/** Times how long the work takes to go on; each measurement runs beside whatever follows. */
export const make = Effect.fnUntraced(function* ({ query, tell }: ChaosStack) {
  const scope = yield* Effect.scope
  const found = yield* Ref.make<ReadonlyArray<Recovery>>([])

  const measure = Effect.fnUntraced(function* (
    kind: FaultKind,
    since: number,
    hasRecovered: Effect.Effect<boolean>
  ) {
    yield* Effect.repeat(hasRecovered, { until: (recovered) => recovered, schedule: look }).pipe(
      Effect.timeoutOption(patience)
    )
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - since) / 100) / 10
    yield* Ref.update(found, (all) => [...all, { kind, seconds }])
    yield* tell(`${kind}: work went on after ${seconds} s`)
  })

  /** What a node works on; asked before it is struck. */
  const worksOn = Effect.fnUntraced(function* (slot: NodeSlot) {
    const { runner } = yield* slot.current
    return yield* query<WorkedOn>(
      `select s.run_id, s.entity, s.epoch, s.pages from sync.streams s
       where s.status = 'running' and s.worker = $1`,
      [runner]
    )
  })

  /** Whether each of these streams has got further in other hands, or has ended. */
  const gotFurther = (streams: ReadonlyArray<WorkedOn>) =>
    Effect.map(
      query<{ stuck: number }>(
        `select count(*)::int as stuck from sync.streams s
         join json_to_recordset($1::json) as w("runId" uuid, entity text, epoch int, pages int)
           on s.run_id = w."runId" and s.entity = w.entity
         where s.status = 'running' and not (s.epoch > w.epoch and s.pages > w.pages)`,
        [JSON.stringify(streams)]
      ),
      ([row]) => row?.stuck === 0
    )

  return {
    all: Ref.get(found),
    worksOn,
    /** Times how long what a node worked on takes to go on anywhere; nothing when it worked on nothing. */
    ofStreams: (kind: FaultKind, streams: ReadonlyArray<WorkedOn>) =>
      streams.length === 0
        ? Effect.void
        : Effect.flatMap(Clock.currentTimeMillis, (since) =>
            Effect.forkIn(measure(kind, since, gotFurther(streams)), scope)
          ),
    /** Times, from a moment before, how long it takes until anything is committed after now. */
    ofDatabase: Effect.fnUntraced(function* (kind: FaultKind, since: number) {
      const [row] = yield* query<{ now: string }>("select clock_timestamp()::text as now")
      const hasRecovered = Effect.map(
        query<{ recovered: boolean }>(
          "select exists (select 1 from sync.streams where progressed_at > $1::timestamptz) as recovered",
          [row?.now]
        ),
        ([one]) => one?.recovered === true
      )
      yield* Effect.forkIn(measure(kind, since, hasRecovered), scope)
    })
  }
})

/** What {@link make} yields. */
export type Recoveries = Effect.Effect.Success<ReturnType<typeof make>>
