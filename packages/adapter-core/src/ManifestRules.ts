import type { AnyManifest } from "./AnyManifest.ts"
import type { AnyEndpoint } from "./Endpoint.ts"
import { pathParams } from "./EndpointPath.ts"
import { edgesOf } from "./Graph.ts"
import { ManifestError } from "./ManifestError.ts"
import { hardCycle } from "./TopologicalOrder.ts"

type Rule = (endpoints: ReadonlyArray<AnyEndpoint>, manifest: AnyManifest) => ReadonlyArray<ManifestError>

const fault = (reason: ManifestError["reason"], path: string) => new ManifestError({ reason, path })

const duplicateEndpoint: Rule = (endpoints) =>
  endpoints.flatMap((endpoint, index) => {
    const earlier = endpoints.slice(0, index)
    if (earlier.some(({ name }) => name === endpoint.name)) return [fault("DuplicateEndpoint", endpoint.name)]
    if (earlier.some(({ path }) => path === endpoint.path))
      return [fault("DuplicateEndpoint", `${endpoint.name}: ${endpoint.path}`)]
    return []
  })

const duplicateEntity: Rule = (endpoints, manifest) =>
  endpoints.flatMap(({ entity, name }) =>
    manifest.entities[entity.name] === entity ? [] : [fault("DuplicateEntity", `${name}: ${entity.name}`)]
  )

const noListing: Rule = (endpoints, manifest) =>
  Object.keys(manifest.entities).flatMap((entity) =>
    endpoints.some((endpoint) => endpoint.kind !== "get" && endpoint.entity.name === entity)
      ? []
      : [fault("NoListing", entity)]
  )

// A page overlaps the one before by a row, so a page of one row would never move.
const pageTooSmall: Rule = (endpoints) =>
  endpoints.flatMap(({ kind, name, pageSize }) =>
    kind === "get" || (Number.isInteger(pageSize) && pageSize >= 2)
      ? []
      : [fault("PageTooSmall", `${name}: ${pageSize}`)]
  )

const unknownCarrier: Rule = (endpoints, manifest) =>
  endpoints.flatMap(({ carries, include, name }) =>
    Object.entries(carries).flatMap(([included, entity]) =>
      include.includes(included) && manifest.entities[entity] !== undefined
        ? []
        : [fault("UnknownCarrier", `${name}: ${included} → ${entity}`)]
    )
  )

const unknownParent: Rule = (endpoints, manifest) =>
  endpoints.flatMap(({ name, within }) =>
    within === null || manifest.entities[within.entity] !== undefined
      ? []
      : [fault("UnknownParent", `${name}: ${within.entity}`)]
  )

const unfilledPathParameter: Rule = (endpoints) =>
  endpoints.flatMap(({ kind, name, path, within }) => {
    const params = pathParams(path)
    const open = params.filter((param) => param !== within?.param)
    const missing = within === null || params.includes(within.param) ? [] : [within.param]
    return kind === "get" || open.length + missing.length === 0
      ? []
      : [fault("UnfilledPathParameter", `${name}: ${[...open, ...missing].join(", ")}`)]
  })

const unknownReference: Rule = (_endpoints, manifest) =>
  edgesOf(manifest).flatMap((edge) =>
    manifest.entities[edge.to] === undefined
      ? [fault("UnknownReference", `${edge.from}.${edge.property} → ${edge.to}`)]
      : []
  )

const noHardCycle: Rule = (_endpoints, manifest) => {
  const cycle = hardCycle(Object.keys(manifest.entities), edgesOf(manifest))
  return cycle === null ? [] : [fault("HardCycle", cycle.join(" → "))]
}

/** What a manifest must fulfil, in the order in which faults are told: the graph is last, as it builds on the rest. */
export const manifestRules: ReadonlyArray<Rule> = [
  duplicateEndpoint,
  duplicateEntity,
  noListing,
  pageTooSmall,
  unknownCarrier,
  unknownParent,
  unfilledPathParameter,
  unknownReference,
  noHardCycle
]
