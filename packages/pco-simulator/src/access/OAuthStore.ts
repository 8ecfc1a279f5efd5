import { randomBytes } from "node:crypto"
import type { SimulatedClock } from "../world/SimulatedClock.ts"

/** For whom a token speaks. */
export interface Grant {
  readonly organization: number
  readonly user: string
  readonly scope: string
}

/** What `/oauth/token` answers. */
export interface TokenPair {
  readonly access_token: string
  readonly token_type: "bearer"
  readonly expires_in: number
  readonly refresh_token: string
  readonly scope: string
  readonly created_at: number
}

interface Token {
  readonly grant: Grant
  expiresAt: number
  state: "live" | "used" | "revoked"
}

/** What came of looking up an access token. */
export type AccessToken =
  | { readonly kind: "live"; readonly grant: Grant }
  | { readonly kind: "expired" | "revoked" | "unknown" }

/** What came of trying a refresh token: a new pair, or why not. */
export type Refreshed =
  | { readonly kind: "refreshed"; readonly pair: TokenPair }
  | { readonly kind: "used" | "refused" }

const refreshLifeMillis = 90 * 86_400_000

/** The tokens that were handed out. A refresh token works once: the answer brings the next one. */
export class OAuthStore {
  private readonly clock: SimulatedClock
  private readonly expiresIn: number
  private readonly access = new Map<string, Token>()
  private readonly refresh = new Map<string, Token>()
  private readonly codes = new Map<string, Grant>()

  constructor(clock: SimulatedClock, expiresIn: number) {
    this.clock = clock
    this.expiresIn = expiresIn
  }

  issue(grant: Grant, expiresIn: number = this.expiresIn): TokenPair {
    const access = randomBytes(32).toString("hex")
    const refresh = randomBytes(32).toString("hex")
    this.access.set(access, { grant, expiresAt: this.clock.millis + expiresIn * 1000, state: "live" })
    this.refresh.set(refresh, { grant, expiresAt: this.clock.millis + refreshLifeMillis, state: "live" })
    return {
      access_token: access,
      token_type: "bearer",
      expires_in: expiresIn,
      refresh_token: refresh,
      scope: grant.scope,
      created_at: this.clock.seconds
    }
  }

  /** A code to trade once for tokens. */
  authorize(grant: Grant): string {
    const code = randomBytes(24).toString("hex")
    this.codes.set(code, grant)
    return code
  }

  trade(code: string): TokenPair | null {
    const grant = this.codes.get(code)
    this.codes.delete(code)
    return grant === undefined ? null : this.issue(grant)
  }

  exchange(refreshToken: string): Refreshed {
    const token = this.refresh.get(refreshToken)
    if (token === undefined || token.state === "revoked") return { kind: "refused" }
    if (token.state === "used" || token.expiresAt <= this.clock.millis) return { kind: "used" }
    token.state = "used"
    return { kind: "refreshed", pair: this.issue(token.grant) }
  }

  look(accessToken: string): AccessToken {
    const token = this.access.get(accessToken)
    if (token === undefined) return { kind: "unknown" }
    if (token.state === "revoked") return { kind: "revoked" }
    return token.expiresAt <= this.clock.millis ? { kind: "expired" } : { kind: "live", grant: token.grant }
  }

  /** Lets access tokens run out now: one, or all. Answers how many. */
  expire(accessToken: string | null): number {
    const tokens = this.chosen(this.access, accessToken)
    for (const token of tokens) token.expiresAt = this.clock.millis
    return tokens.length
  }

  /** Takes tokens back: one of either kind, or all. Answers how many. */
  revoke(token: string | null): number {
    const tokens = [...this.chosen(this.access, token), ...this.chosen(this.refresh, token)]
    for (const each of tokens) each.state = "revoked"
    return tokens.length
  }

  private chosen(tokens: ReadonlyMap<string, Token>, name: string | null): ReadonlyArray<Token> {
    if (name === null) return [...tokens.values()]
    const token = tokens.get(name)
    return token === undefined ? [] : [token]
  }
}
