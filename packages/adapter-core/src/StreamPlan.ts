import type { Within } from "./Endpoint.ts"

/** An entity that comes along on another's list through an include. */
export interface Rider {
  readonly include: string
  readonly entity: string
}

/** One stream of pages: an entity, the endpoint that lists it, and what rides along. */
export interface StreamPlan {
  readonly entity: string
  /** Index of the wave, from 0. */
  readonly wave: number
  /** The endpoint's name in the manifest. */
  readonly endpoint: string
  readonly include: ReadonlyArray<string>
  readonly riders: ReadonlyArray<Rider>
  readonly within: Within | null
  readonly window: string | null
  readonly order: string | null
  readonly fixed: Readonly<Record<string, string>>
  readonly pageSize: number
}
