import { Either } from "effect"
import type { AnyManifest } from "./AnyManifest.ts"
import type { AnyEndpoint } from "./Endpoint.ts"
import type { ManifestError } from "./ManifestError.ts"
import { manifestRules } from "./ManifestRules.ts"

/** Everything an adapter can be asked for, by name and with its literal types kept. */
export interface Manifest<Endpoints extends ReadonlyArray<AnyEndpoint>> {
  /** In the order in which the endpoints first name them. */
  readonly entities: { readonly [E in Endpoints[number]["entity"] as E["name"]]: E }
  /** In the order given; of several lists of one entity the first is its own. */
  readonly endpoints: { readonly [E in Endpoints[number] as E["name"]]: E }
}

const byName = <Named extends { readonly name: string }>(all: ReadonlyArray<Named>): Record<string, Named> =>
  all.reduce<Record<string, Named>>(
    (named, one) => (Object.hasOwn(named, one.name) ? named : { ...named, [one.name]: one }),
    {}
  )

const make = <const Endpoints extends ReadonlyArray<AnyEndpoint>>(
  endpoints: Endpoints
): Either.Either<Manifest<Endpoints>, ManifestError> => {
  const manifest: AnyManifest = {
    entities: byName(endpoints.map((endpoint) => endpoint.entity)),
    endpoints: byName(endpoints)
  }
  const [fault] = manifestRules.flatMap((rule) => rule(endpoints, manifest))
  // The same records, typed from the tuple: a loop over values forgets their literals.
  return fault === undefined ? Either.right(manifest as unknown as Manifest<Endpoints>) : Either.left(fault)
}

/** What an adapter can be asked for. */
export const Manifest = {
  /** Checks the endpoints against each other; the first fault is told with the path at which it lies. */
  make,
  /** Every webhook event that tells of the manifest's records, with the entity it tells of. */
  events: (manifest: AnyManifest): ReadonlyArray<{ readonly event: string; readonly entity: string }> =>
    Object.values(manifest.endpoints).flatMap(({ entity, events }) =>
      events.map((event) => ({ event, entity: entity.name }))
    )
}

/** A manifest from a tuple of endpoints; throws its `ManifestError`, since a wrong manifest is a mistake in the program. */
export const mkEntityManifest = <const Endpoints extends ReadonlyArray<AnyEndpoint>>(
  endpoints: Endpoints
): Manifest<Endpoints> => Either.getOrThrowWith(make(endpoints), (error) => error)
