import {
  type Adapter,
  type AdapterError,
  type Answered,
  type BudgetReport,
  type Credential,
  type FetchedPage,
  isTransient,
  type PageRequest,
  RateLimited,
  type SessionOptions
} from "@openfaith/adapter-core"
import { Clock, DateTime, Duration, Effect, Either, Ref, Schedule } from "effect"
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

const expiresSoon = (credential: Credential, now: DateTime.Utc): boolean =>
  credential.type === "oauth" &&
  DateTime.lessThan(credential.expiresAt, DateTime.addDuration(now, expiryMargin))

/** The upstream does not take the credential: perhaps another one helps, and if not, only a person can. */
const isRefusal = (error: UpstreamError): boolean =>
  error._tag === "Unauthorized" || error._tag === "CredentialRejected"

/** The source is away, or something on the way to it is: that says nothing about the request. */
export const isTransportFault = (error: AdapterError): boolean =>
  error._tag !== "RateLimited" && isTransient(error)

const mayPass = (error: UpstreamError): boolean => {
  switch (error._tag) {
    case "ConnectionParked":
    case "RetryLater":
    case "SecretUnreadable":
      return false
    default:
      return isTransient(error)
  }
}

/** What a request that came to its end says of budget and transport. */
const newsOf = <A extends { readonly budget: BudgetReport | null }>(
  result: Either.Either<A, AdapterError>
): PoolNews =>
  Either.match(result, {
    onLeft: (error) => ({
      observed: null,
      pauseMillis: pauseAfter(error),
      transport: isTransportFault(error) ? "failed" : "answered"
    }),
    onRight: ({ budget }) => ({ observed: budget, pauseMillis: null, transport: "answered" })
  })

const unanswered: PoolNews = { observed: null, pauseMillis: null, transport: null }

/** Builds the upstream of one connection. */
export const make = Effect.fnUntraced(function* (parts: UpstreamParts) {
  const { adapter, maxAttempts, pool } = parts
  const known = yield* Ref.make(yield* parts.loadCredential)
  const schedule = ladder(maxAttempts)
  const options: SessionOptions = { credential: Effect.map(Ref.get(known), ({ credential }) => credential) }
  const session = adapter.session(options)

  const renewedAt = yield* Ref.make(Number.NEGATIVE_INFINITY)
  const renew = (version: number) =>
    Effect.gen(function* () {
      if ((yield* Ref.get(known)).version > version) return
      yield* parts.refresh(version)
      yield* Ref.set(known, yield* parts.loadCredential)
      yield* Ref.set(renewedAt, yield* Clock.currentTimeMillis)
    })

  /** Replaces a token that is about to expire; one that lives shorter than the margin is used until it is refused. */
  const renewInTime = Effect.gen(function* () {
    const { credential, version } = yield* Ref.get(known)
    const isFresh =
      (yield* Clock.currentTimeMillis) - (yield* Ref.get(renewedAt)) < Duration.toMillis(expiryMargin)
    if (!isFresh && expiresSoon(credential, yield* DateTime.now)) yield* renew(version)
  })

  const once = <A extends { readonly budget: BudgetReport | null }>(
    request: Effect.Effect<A, AdapterError>,
    spent: Ref.Ref<number>,
    onRefusal: (version: number) => Effect.Effect<void, ConnectionParked | SecretUnreadable>
  ) =>
    Effect.gen(function* () {
      yield* renewInTime
      const { version } = yield* Ref.get(known)
      const waitsSince = yield* Clock.currentTimeMillis
      const permit = yield* pool.take
      yield* Ref.update(spent, (count) => count + 1)
      const askedAt = yield* Clock.currentTimeMillis
      yield* budgetWait.update((askedAt - waitsSince) / 1000)
      const result = yield* Effect.onExit(Effect.either(request), (exit) =>
        pool.answered(permit, exit._tag === "Success" ? newsOf(exit.value) : unanswered)
      )
      const tookMillis = (yield* Clock.currentTimeMillis) - askedAt
      if (result._tag === "Right")
        return { value: result.right, askedAt, tookMillis, requests: yield* Ref.get(spent) }
      if (isRefusal(result.left)) yield* onRefusal(version)
      return yield* result.left
    }).pipe(
      // A 429 waits until the upstream may be asked again, here or by the caller; it does not use up attempts.
      Effect.retry({ while: (error) => error instanceof RateLimited })
    )

  const answered = <A extends { readonly budget: BudgetReport | null }>(
    request: Effect.Effect<A, AdapterError>
  ) =>
    Effect.gen(function* () {
      const spent = yield* Ref.make(0)
      const attempt = once(request, spent, renew).pipe(
        // The token was renewed: one more try tells whether that was it.
        Effect.catchIf(isRefusal, () => once(request, spent, () => Effect.void))
      )
      return yield* Effect.retry(attempt, { schedule, while: mayPass })
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
