import { Duration, Effect, Schedule, Schema } from "effect"
import type { CanonicalEntityName } from "@openfaith/canonical"
import { type ChaosStack, orgId } from "./ChaosStack.ts"

/** The engine did not come to rest although nothing disturbed it any more. */
export class Unsettled extends Schema.TaggedError<Unsettled>()("Unsettled", { what: Schema.String }) {
  override get message(): string {
    return `Nothing is broken any more, and yet ${this.what}`
  }
}

const soon = Schedule.spaced("250 millis")
const patience = Duration.minutes(4)

const within = <A, E>(what: string, effect: Effect.Effect<A, E>) =>
  Effect.timeoutFail(effect, { duration: patience, onTimeout: () => new Unsettled({ what }) })

/** Waits until there are no such rows any more. */
const untilNone = ({ query }: ChaosStack, what: string, from: string) =>
  within(
    what,
    Effect.repeat(query(`select 1 from ${from} limit 1`), {
      until: (rows) => rows.length === 0,
      schedule: soon
    })
  )

/** A run that begins now, and how it ended. */
const run = Effect.fnUntraced(function* (stack: ChaosStack, mode: "full" | "reconciliation") {
  const [slot] = stack.slots
  if (slot === undefined) return yield* Effect.dieMessage("there are no nodes")
  const { runId } = yield* within(
    `no ${mode} run could be started`,
    slot.client.StartSync({ orgId, adapter: "pco", mode }).pipe(Effect.retry(soon))
  )
  yield* untilNone(
    stack,
    `run ${runId} does not end`,
    `sync.runs where run_id = '${runId}' and finished_at is null`
  )
  const [ended] = yield* stack.query<{ status: string; error: string | null }>(
    "select status, error from sync.runs where run_id = $1",
    [runId]
  )
  yield* stack.tell(`${mode} run ${runId}: ${ended?.status} ${ended?.error ?? ""}`)
  return ended?.status
})

/** A run of this mode that succeeds: a retry or two are allowed. */
const succeed = (stack: ChaosStack, mode: "full" | "reconciliation") =>
  run(stack, mode).pipe(
    Effect.filterOrFail(
      (status) => status === "succeeded",
      (status) => new Unsettled({ what: `a ${mode} run ended ${status}` })
    ),
    Effect.retry({ times: 2 })
  )

interface Held {
  readonly id: string
  readonly entity: CanonicalEntityName
  readonly externalIds: ReadonlyArray<string>
}

/** Approves what is held where all of it is really gone, as a person would who looks at the source. */
const approveGenuine = Effect.fnUntraced(function* (stack: ChaosStack) {
  const held = yield* stack.query<Held>(
    `select held_deletion_id::text as id, entity,
       array(select e->>'externalId' from jsonb_array_elements(external_ids) e) as external_ids
     from sync.held_deletions where status = 'held'`
  )
  for (const { entity, externalIds, id } of held) {
    const living = new Set((yield* stack.simulator.admin.truth(entity)).map((record) => record.id))
    const isGenuine = externalIds.every((externalId) => !living.has(externalId))
    yield* stack.tell(
      `${externalIds.length} deletions of ${entity} are held: ${isGenuine ? "genuine" : "wrong"}`
    )
    const [slot] = stack.slots
    if (isGenuine && slot !== undefined)
      yield* slot.client.ApproveHeldDeletion({ orgId, heldDeletionId: id }).pipe(Effect.retry(soon))
  }
  yield* untilNone(stack, "approved deletions wait", "sync.held_deletions where status = 'approved'")
})

/** Waits until the engine has come to rest and has looked at everything once more. */
export const settle = Effect.fn("Chaos.settle")(function* (stack: ChaosStack) {
  const { call } = stack.simulator.admin
  yield* stack.tell("settling")
  yield* call("POST", "/_sim/webhooks/flush", { timeoutMs: 30_000 })
  // What still waits for a retry in minutes would be told too late.
  yield* call("DELETE", "/_sim/webhooks")
  yield* untilNone(stack, "the connection is parked", "sync.connections where status = 'parked'")
  yield* untilNone(stack, "runs do not end", "sync.runs where finished_at is null")
  yield* untilNone(
    stack,
    "the inbox is not worked off",
    "sync.inbox where processed_at is null and (next_attempt_at is null or next_attempt_at <= now())"
  )
  yield* succeed(stack, "reconciliation")
  yield* approveGenuine(stack)
  yield* succeed(stack, "full")
})
