import type { AnyEndpoint, AnyManifest } from "@openfaith/adapter-core"

/** An entity that comes along by an include of a list, and the relationship by which its records point back. */
export interface Rider {
  readonly include: string
  readonly wayBack: string | null
}

// `relationships.person.data` → `person`
const relationshipIn = (property: string): string | null => property.split(".")[1] ?? null

/** Who comes along when an endpoint is asked with these includes, by entity. */
export const ridersOf = (
  manifest: AnyManifest,
  endpoint: AnyEndpoint,
  includes: ReadonlyArray<string>
): ReadonlyMap<string, Rider> =>
  new Map(
    includes.flatMap((include): ReadonlyArray<readonly [string, Rider]> => {
      const entity = endpoint.carries[include]
      if (entity === undefined) return []
      const back = manifest.entities[entity]?.references.find(
        (reference) => reference.kind === "hard" && reference.entity === endpoint.entity.name
      )
      return [[entity, { include, wayBack: back === undefined ? null : relationshipIn(back.property) }]]
    })
  )
