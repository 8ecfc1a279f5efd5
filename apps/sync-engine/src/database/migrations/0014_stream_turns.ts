import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** A stream may wait for its turn on its node as well. */
export default Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql`
alter table sync.streams
  drop constraint streams_waiting_for_check,
  add constraint streams_waiting_for_check check (waiting_for in ('budget', 'retry-after', 'breaker', 'turn'));
`
)
