import type { Effect } from "effect"
import type { AdapterError } from "./AdapterError.ts"
import type { AnyManifest } from "./AnyManifest.ts"
import type { Credential } from "./Credential.ts"
import type { BudgetReport, FetchedPage, PageRequest } from "./Page.ts"
import type { Webhooks } from "./Webhooks.ts"

/** The organisation a credential belongs to; `timeZone` is an IANA name, `countryCode` ISO 3166 alpha-2. */
export interface Organisation {
  readonly id: string
  readonly name: string
  readonly timeZone: string
  readonly countryCode: string
}

/** What an adapter's session works with; the credential is asked anew for every request, so a refresh takes effect at once. */
export interface SessionOptions {
  readonly credential: Effect.Effect<Credential, AdapterError>
}

/** A way to ask one organisation's source for pages. */
export interface AdapterSession {
  /** Exactly one HTTP request, never retried here: permits and retries are the engine's. */
  readonly fetch: (request: PageRequest) => Effect.Effect<FetchedPage, AdapterError>
}

/** A source as the engine sees it; `Row` is what its records become. */
export interface Adapter<Row = unknown> {
  readonly name: string
  readonly manifest: AnyManifest<Row>
  /** The budget to assume until the source tells its own. */
  readonly defaults: { readonly budget: BudgetReport }
  /** Tries a credential with one request. */
  readonly probe: (
    credential: Credential
  ) => Effect.Effect<{ readonly organisation: Organisation }, AdapterError>
  /** Exchanges a credential for a fresh one; fails with `CredentialRejected` when the grant is gone. */
  readonly refresh: (credential: Credential) => Effect.Effect<Credential, AdapterError>
  readonly session: (options: SessionOptions) => AdapterSession
  /** Absent where the source tells of no change by itself. */
  readonly webhooks?: Webhooks
}
