import { SqlError } from "@effect/sql/SqlError"
import { Duration, Effect, Schedule } from "effect"
import { databaseRetries } from "../telemetry/Metrics.ts"
import { DatabaseBreaker, outage } from "./DatabaseBreaker.ts"

// Somebody else was first.
const lostRaces = new Set([
  "25P03", // idle_in_transaction_session_timeout
  "40001", // serialization_failure
  "40P01", // deadlock_detected
  "55P03", // lock_not_available
  // query_canceled: an interrupted statement is cancelled by its connection, which may be somebody else's by then
  "57014"
])

// There is no database, or none that takes us.
const outages = new Set([
  "28000", // invalid_authorization_specification
  "28P01", // invalid_password, until the one that we have is right again
  "53100", // disk_full
  "53300", // too_many_connections
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now
  "57P05", // idle_session_timeout
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT"
])

// node-postgres reports these without a code
const outageMessages = [
  "Connection terminated",
  "Client has encountered a connection error",
  "timeout exceeded when trying to connect",
  "Client was closed"
]

const causes = function* (error: unknown): Generator<{ code?: unknown; message?: unknown }> {
  let current: unknown = error
  for (let depth = 0; depth < 6 && typeof current === "object" && current !== null; depth++) {
    yield current
    current = "cause" in current ? current.cause : undefined
  }
}

/** The SQLSTATE (or the socket's error code) of the innermost cause that carries one. */
export const sqlState = (error: unknown): string | undefined => {
  let code: string | undefined
  for (const cause of causes(error)) if (typeof cause.code === "string") code = cause.code
  return code
}

/** Whether trying the same statement again can succeed: the server was away, or the transaction lost a race. */
export const isTransientSql = (error: unknown): boolean =>
  lostRaces.has(sqlState(error) ?? "") || isOutage(error)

/** Whether the server was away. */
const isOutage = (error: unknown): boolean => {
  const code = sqlState(error)
  if (code !== undefined) return outages.has(code) || code.startsWith("08")
  for (const { message } of causes(error)) {
    if (typeof message === "string" && outageMessages.some((text) => message.includes(text))) return true
  }
  return false
}

const refusals = new Set([
  "22", // data exception
  "23", // integrity constraint violation
  "54" // program limit exceeded: nested too deep, too long for an index
])

const refused = "PostgreSQL refuses the user or password of DATABASE_URL"
const absences: ReadonlyMap<string | undefined, string> = new Map([
  ["28000", refused],
  ["28P01", refused],
  ["53100", "the disk of PostgreSQL is full"]
])

/** Why the server does not serve us, for people. */
export const absenceOf = (error: unknown): string =>
  absences.get(sqlState(error)) ?? "PostgreSQL does not answer"

/** Whether PostgreSQL refused the row itself: the row's fault, not the database's. */
export const isRefusedRow = (error: unknown): boolean => refusals.has(sqlState(error)?.slice(0, 2) ?? "")

/** Counts a statement that is about to be tried again. */
const countingRetries = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.tapError(effect, (error) =>
    error instanceof SqlError && isTransientSql(error)
      ? databaseRetries.update(1, { "db.response.status_code": sqlState(error) ?? "connection" })
      : Effect.void
  )

/**
 * Tries again for as long as the database is away: a run pauses and goes on by itself. When it is away for many, they wait
 * for one that looks. A fault that no waiting
 * mends (a constraint, a syntax error) is a defect of this program and dies.
 */
export const untilDatabaseAnswers = <A, E, R>(
  effect: Effect.Effect<A, E | SqlError, R>
): Effect.Effect<A, Exclude<E, SqlError>, R> =>
  Effect.flatMap(DatabaseBreaker, ({ answered, failed, ready }) =>
    ready.pipe(
      Effect.zipRight(effect),
      Effect.tapBoth({
        onFailure: (error) => (error instanceof SqlError && isOutage(error) ? failed : Effect.void),
        onSuccess: () => answered
      })
    )
  ).pipe(
    Effect.tapErrorCause((cause) => Effect.logDebug("database statement failed", cause)),
    countingRetries,
    Effect.retry({ schedule: outage, while: (error) => error instanceof SqlError && isTransientSql(error) }),
    Effect.catchAll((error) =>
      error instanceof SqlError ? Effect.die(error) : Effect.fail(error as Exclude<E, SqlError>)
    )
  )

/** The same for requests that a person waits for: a few quick tries, then the typed error. */
export const brieflyRetried = <A, E, R>(
  effect: Effect.Effect<A, E | SqlError, R>
): Effect.Effect<A, E | SqlError, R> =>
  Effect.retry(countingRetries(effect), {
    schedule: Schedule.spaced(Duration.millis(200)),
    times: 10,
    while: (error) => error instanceof SqlError && isTransientSql(error)
  })
