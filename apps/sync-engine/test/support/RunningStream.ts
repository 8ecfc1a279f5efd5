import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { RunStore } from "../../src/stores/RunStore.ts"
import { StreamStore } from "../../src/stores/StreamStore.ts"
import { openStream, peoplePlan } from "./Streams.ts"

const { adapter, connectionId, ...stream } = openStream(peoplePlan)

/** Whose stream it is, and of which run. */
export const { orgId, runId } = stream

/** Begins a full run that lists people with their e-mail addresses, and opens its stream. */
export const beginPeople = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const runs = yield* RunStore
  yield* sql`
    insert into sync.connections (connection_id, org_id, adapter, auth_type, credential, source_organization_id,
      source_organization_name, time_zone, country_code)
    values (${connectionId}, ${orgId}, ${adapter}, 'oauth', '{}', '1', 'Grace', 'UTC', 'US')`
  yield* runs.trigger({
    runId,
    orgId,
    connectionId,
    adapter,
    mode: "full",
    entities: null,
    trigger: "api"
  })
  yield* runs.begin(
    runId,
    [
      { entity: "Person", wave: 0, carrier: null, plan: peoplePlan },
      { entity: "Email", wave: 0, carrier: "Person", plan: null }
    ],
    "full"
  )
  return yield* Effect.flatMap(StreamStore, (streams) => streams.open(runId, "Person", "test:1"))
})
