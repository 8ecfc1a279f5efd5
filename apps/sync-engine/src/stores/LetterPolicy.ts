import type { SqlClient } from "@effect/sql"
import type { Fragment } from "@effect/sql/Statement"

/** A letter whose record failed so often waits for a person. */
export const attemptsBeforeQuarantine = 5

/** A record without an id cannot be asked for again, and its copy stays as it is: trying again is in vain. */
export const hopelessReason = "MissingId"

/** When a letter is tried again after so many failures, of which the last was now: in 1, 4 and 16 minutes, then in an hour. */
export const nextAttempt = (sql: SqlClient.SqlClient, attempts: Fragment): Fragment =>
  sql`now() + least(interval '1 hour', interval '1 minute' * power(4, least(${attempts}, 9) - 1))`
