import type { Redacted } from "effect"

/** The OAuth application that users of this engine authorise. */
export interface OAuthClient {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
}

/** How Planning Center is reached. */
export interface PcoOptions {
  /** Nothing is ever sent to another origin than this URL's. */
  readonly baseUrl?: URL
  /** Without one, OAuth credentials cannot be refreshed. */
  readonly oauthClient?: OAuthClient
  /** Who we say we are; Planning Center refuses requests that do not say. */
  readonly userAgent?: string
  /** The largest body held in memory, in bytes. */
  readonly maxBodyBytes?: number
}

/** Options with the defaults filled in. */
export interface PcoSettings {
  readonly baseUrl: URL
  readonly oauthClient: OAuthClient | null
  readonly userAgent: string
  readonly maxBodyBytes: number
}

/** Fills in the defaults: Planning Center itself, 16 MiB. */
export const settingsOf = (options: PcoOptions): PcoSettings => ({
  baseUrl: options.baseUrl ?? new URL("https://api.planningcenteronline.com"),
  oauthClient: options.oauthClient ?? null,
  userAgent: options.userAgent ?? "OpenFaith Sync Engine (+https://github.com/openfaith)",
  maxBodyBytes: options.maxBodyBytes ?? 16 * 1024 * 1024
})
