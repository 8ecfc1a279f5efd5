import type { LimiterKind } from "./access/RateLimiter.ts"

/** What a simulator may be told; everything has a default. */
export interface SimulatorOptions {
  /** Port to listen on; 0 picks a free one. */
  readonly port: number
  /** Address to listen on; the admin API has no password, so keep it on the loopback. */
  readonly host: string
  /** People in each church. */
  readonly people: number
  /** People in the first church, where it is of another size than the others; null when it is not. */
  readonly firstPeople: number | null
  /** What the churches are made from: the same seed makes the same church. */
  readonly seed: number
  /** How many churches, each with its own credential, records and budget. */
  readonly organizations: number
  /** Requests a period; 0 for no limit. */
  readonly rateLimit: number
  /** Seconds of a rate-limit period. */
  readonly ratePeriodSeconds: number
  /** Requests a period for offsets beyond 30,000; three quarters of the limit when null. */
  readonly deepRateLimit: number | null
  readonly limiter: LimiterKind
  /** Milliseconds every answer is held back. */
  readonly latencyMs: number
  /** Seconds an access token lives. */
  readonly tokenSeconds: number
  /** The organisations' time zone, an IANA name. */
  readonly timeZone: string
  /** How many requests the log remembers. */
  readonly requestLog: number
  /** Megabytes of rows served before that are kept, over all churches. */
  readonly cacheMegabytes: number
  /** Origin written into links in place of the server's own, or null. */
  readonly linkOrigin: string | null
  readonly applicationId: string
  readonly secret: string
  readonly clientId: string
  readonly clientSecret: string
}

/** A church of 12,000 under the real rate limit, on a free port. */
export const defaultOptions: SimulatorOptions = {
  port: 0,
  host: "127.0.0.1",
  people: 12_000,
  firstPeople: null,
  seed: 1,
  organizations: 1,
  rateLimit: 100,
  ratePeriodSeconds: 20,
  deepRateLimit: null,
  limiter: "sliding",
  latencyMs: 0,
  tokenSeconds: 7200,
  timeZone: "America/New_York",
  requestLog: 10_000,
  cacheMegabytes: 192,
  linkOrigin: null,
  applicationId: "sim-app",
  secret: "sim-secret",
  clientId: "sim-client",
  clientSecret: "sim-client-secret"
}
