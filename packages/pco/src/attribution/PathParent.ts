import type { AnyEndpoint, AnyManifest, Within } from "@openfaith/adapter-core"
import type { Parent } from "../jsonapi/Parentage.ts"

/** The parent of every record below a path, and the relationship by which they would name it. */
export interface PathParent {
  readonly relationship: string
  readonly parent: Parent
}

// A single record's path names its parent as the path of its list does.
const withinOf = (manifest: AnyManifest, endpoint: AnyEndpoint): Within | null =>
  endpoint.within ??
  Object.values(manifest.endpoints).find((other) => other.entity === endpoint.entity && other.within !== null)
    ?.within ??
  null

/** The parent that a request's path names: `/households/7/household_memberships` says it for each record listed. */
export const pathParent = (
  manifest: AnyManifest,
  endpoint: AnyEndpoint,
  params: Readonly<Record<string, string>>
): PathParent | null => {
  const within = withinOf(manifest, endpoint)
  const id = within === null ? undefined : params[within.param]
  if (within === null || id === undefined || !endpoint.path.includes(`/:${within.param}/`)) return null
  return { relationship: within.relationship, parent: { type: within.entity, id } }
}
