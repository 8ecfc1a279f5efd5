import { DateTime, Effect, Redacted, Schedule, Schema } from "effect"
import { type ChaosStack, orgId } from "./ChaosStack.ts"

const Issued = Schema.Struct({
  access_token: Schema.String,
  refresh_token: Schema.String,
  expires_in: Schema.Number
})

/** Grants the engine access anew, as a person does who connects the account, by whichever node takes it. */
export const connect = ({ simulator, slots }: ChaosStack) =>
  Effect.gen(function* () {
    const issued = yield* Effect.flatMap(
      simulator.admin.call("POST", "/_sim/oauth/tokens", {}),
      Schema.decodeUnknown(Issued)
    )
    const auth = {
      type: "oauth" as const,
      accessToken: Redacted.make(issued.access_token),
      refreshToken: Redacted.make(issued.refresh_token),
      expiresAt: DateTime.addDuration(yield* DateTime.now, `${issued.expires_in} seconds`)
    }
    yield* Effect.firstSuccessOf(
      slots.map(({ client }) => Effect.timeout(client.Connect({ orgId, adapter: "pco", auth }), "10 seconds"))
    )
  }).pipe(Effect.retry(Schedule.spaced("500 millis")))

/** Whoever heeds the alert that a connection waits for a credential: connects it again, a moment later. */
export const keepConnected = (stack: ChaosStack) =>
  Effect.gen(function* () {
    yield* Effect.sleep("2 seconds")
    const [connection] = yield* stack.query<{ reason: string | null }>(
      "select parked_reason as reason from sync.connections where org_id = $1 and status = 'parked'",
      [orgId]
    )
    if (connection === undefined) return
    yield* connect(stack)
    yield* stack.tell(`connected again, as it was parked: ${connection.reason}`)
  }).pipe(Effect.forever)
