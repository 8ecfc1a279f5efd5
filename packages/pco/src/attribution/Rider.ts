import type { AnyEndpoint, AnyManifest } from "@openfaith/adapter-core"

/** An entity that comes along by an include of a list, and the relationship by which its records point back. */
export interface Rider {
  readonly include: string
  readonly wayBack: string | null
}

// `relationships.person.data` → `person`
const relationshipIn = (property: string): string | null => property.split(".")[1] ?? null

// A single record brings what its list brings.
const carriesOf = (manifest: AnyManifest, endpoint: AnyEndpoint): Readonly<Record<string, string>> =>
  endpoint.kind === "get"
    ? (Object.values(manifest.endpoints).find(
        (other) => other.entity === endpoint.entity && other.kind === "list"
      )?.carries ?? {})
    : endpoint.carries

/** Who comes along when an endpoint is asked with these includes, by entity. */
export const ridersOf = (
  manifest: AnyManifest,
  endpoint: AnyEndpoint,
  includes: ReadonlyArray<string>
): ReadonlyMap<string, Rider> => {
  const carries = carriesOf(manifest, endpoint)
  return new Map(
    includes.flatMap((include): ReadonlyArray<readonly [string, Rider]> => {
      const entity = carries[include]
      if (entity === undefined) return []
      const back = manifest.entities[entity]?.references.find(
        (reference) => reference.kind === "hard" && reference.entity === endpoint.entity.name
      )
      return [[entity, { include, wayBack: back === undefined ? null : relationshipIn(back.property) }]]
    })
  )
}
