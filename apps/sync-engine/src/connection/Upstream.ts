import {
  type Adapter,
  type AdapterError,
  type Answered,
  type BudgetReport,
  type Credential,
  type FetchedPage,
  isTransient,
  type PageRequest,
  type SessionOptions
} from "@openfaith/adapter-core"
import { DateTime, Duration, Effect, Either, Schedule } from "effect"
import type { SecretUnreadable } from "../credentials/CredentialCipher.ts"
import type { VersionedCredential } from "../stores/ConnectionStore.ts"
import { budgetWait } from "../telemetry/Metrics.ts"
import { type ConnectionParked, RetryLater, type WaitingFor } from "./Connection.ts"
import type { PermitPool, PoolNews } from "./PermitPool.ts"

/** A page, and what it took to get it. */
export interface Answer {
  readonly page: FetchedPage
  /** When the request was sent, milliseconds since the epoch: the page cannot know of anything later. */
  readonly askedAt: number
  readonly tookMillis: number
  /** Requests spent on it, failed attempts included. */
  readonly requests: number
}

/** Why a page could not be had. */
export type UpstreamError = AdapterError | ConnectionParked | RetryLater | SecretUnreadable

/** One connection's upstream as the sync work sees it: permits, tokens and passing faults are dealt with inside. */
export interface Upstream {
  readonly fetch: (request: PageRequest) => Effect.Effect<Answer, UpstreamError>
  /** Sends one request for something other than a page, under the same budget, credential and retries. */
  readonly call: <A>(
    ask: (options: SessionOptions) => Effect.Effect<Answered<A>, AdapterError>
  ) => Effect.Effect<A, UpstreamError>
  /** The allowed pace as last heard. */
  readonly requestsPerSecond: Effect.Effect<number>
  /** What keeps requests from being sent now. */
  readonly waitingFor: Effect.Effect<WaitingFor | null>
}

/** What an upstream is made of. */
export interface UpstreamParts {
  readonly adapter: Adapter
  readonly pool: PermitPool
  /** How often a request that fails for a passing reason is sent in all. */
  readonly maxAttempts: number
  readonly loadCredential: Effect.Effect<VersionedCredential, SecretUnreadable>
  /** Has the connection's owner replace the credential of this version. */
  readonly refresh: (rejectedVersion: number) => Effect.Effect<void, ConnectionParked>
}

// A token about to expire is replaced before the upstream has to refuse it.
const expiryMargin = Duration.minutes(2)
const pauseWhenUntold = 2_000

const ladder = (maxAttempts: number) =>
  Schedule.exponential("300 millis", 2).pipe(
    Schedule.union(Schedule.spaced("20 seconds")),
    Schedule.jittered,
    Schedule.intersect(Schedule.recurs(maxAttempts - 1))
  )

const expiresSoon = (credential: Credential, now: number): boolean =>
  credential.type === "oauth" &&
  DateTime.toEpochMillis(credential.expiresAt) < now + Duration.toMillis(expiryMargin)

/** The upstream does not take the credential: perhaps another one helps, and if not, only a person can. */
const isRefusal = (error: UpstreamError): boolean =>
  error._tag === "Unauthorized" || error._tag === "CredentialRejected"

type AccountError = Extract<
  UpstreamError,
  {
    _tag: "ConnectionParked" | "RetryLater" | "SecretUnreadable" | "Unauthorized" | "CredentialRejected"
  }
>

/** Nothing can be asked with this account now; other errors concern only what was asked for. */
export const concernsAccount = (error: UpstreamError): error is AccountError => {
  switch (error._tag) {
    case "ConnectionParked":
    case "RetryLater":
    case "SecretUnreadable":
    case "Unauthorized":
    case "CredentialRejected":
      return true
    default:
      return false
  }
}

/** The source is away, or something on the way to it is: that says nothing about the request. */
export const isTransportFault = (error: AdapterError): boolean =>
  error._tag !== "RateLimited" && isTransient(error)

/** What a request that came to its end says of budget and transport. */
const newsOf = <A extends { readonly budget: BudgetReport | null }>(
  result: Either.Either<A, AdapterError>
): PoolNews =>
  Either.match(result, {
    onLeft: (error) => ({
      observed: error._tag === "RateLimited" ? error.budget : null,
      pauseMillis: pauseAfter(error),
      transport: isTransportFault(error) ? "failed" : "answered"
    }),
    onRight: ({ budget }) => ({ observed: budget, pauseMillis: null, transport: "answered" })
  })

const unanswered: PoolNews = { observed: null, pauseMillis: null, transport: null }

/** Builds the upstream of one connection. */
export const make = Effect.fnUntraced(function* (parts: UpstreamParts) {
  const { adapter, maxAttempts, pool } = parts
  const clock = yield* Effect.clock
  let known = yield* parts.loadCredential
  const schedule = ladder(maxAttempts)
  const options: SessionOptions = { credential: Effect.sync(() => known.credential) }
  const session = adapter.session(options)

  let renewedAt = Number.NEGATIVE_INFINITY
  const renew = (version: number) =>
    Effect.gen(function* () {
      if (known.version > version) return
      yield* parts.refresh(version)
      known = yield* parts.loadCredential
      renewedAt = clock.unsafeCurrentTimeMillis()
    })

  /** Replaces a token that is about to expire; one that lives shorter than the margin is used until it is refused. */
  const renewInTime = Effect.suspend(() => {
    const now = clock.unsafeCurrentTimeMillis()
    const isFresh = now - renewedAt < Duration.toMillis(expiryMargin)
    return !isFresh && expiresSoon(known.credential, now) ? renew(known.version) : Effect.void
  })

  const once = <A extends { readonly budget: BudgetReport | null }>(
    request: Effect.Effect<A, AdapterError>
  ) =>
    Effect.gen(function* () {
      const waitsSince = clock.unsafeCurrentTimeMillis()
      const permit = yield* pool.take
      const askedAt = clock.unsafeCurrentTimeMillis()
      budgetWait.note((askedAt - waitsSince) / 1000)
      const result = yield* Effect.onExit(Effect.either(request), (exit) =>
        pool.answered(permit, exit._tag === "Success" ? newsOf(exit.value) : unanswered)
      )
      return { result, askedAt, tookMillis: clock.unsafeCurrentTimeMillis() - askedAt }
    })

  const answered = Effect.fnUntraced(function* <A extends { readonly budget: BudgetReport | null }>(
    request: Effect.Effect<A, AdapterError>
  ) {
    let requests = 0
    let mayRenew = true
    let pauses: Schedule.ScheduleDriver<unknown> | null = null
    while (true) {
      yield* renewInTime
      const { version } = known
      const { result, ...when } = yield* once(request)
      requests += 1
      if (result._tag === "Right") return { value: result.right, requests, ...when }
      const error = result.left
      // A 429 waits until the upstream may be asked again, here or by the caller; it does not use up attempts.
      if (error._tag === "RateLimited") continue
      if (isRefusal(error) && mayRenew) {
        // One more try with the renewed token tells whether that was it.
        yield* renew(version)
        mayRenew = false
        continue
      }
      if (!isTransient(error)) return yield* error
      pauses ??= yield* Schedule.driver(schedule)
      yield* Effect.mapError(pauses.next(undefined), () => error)
      mayRenew = true
    }
  })

  return {
    fetch: (request) =>
      Effect.map(answered(session.fetch(request)), ({ value, ...cost }) => ({ page: value, ...cost })),
    call: (ask) => Effect.map(answered(ask(options)), ({ value }) => value.value),
    requestsPerSecond: pool.requestsPerSecond,
    waitingFor: pool.waitingFor
  } satisfies Upstream
})

const pauseAfter = (error: AdapterError): number | null =>
  error._tag === "RateLimited"
    ? error.retryAfterSeconds === null
      ? pauseWhenUntold
      : error.retryAfterSeconds * 1000
    : null
