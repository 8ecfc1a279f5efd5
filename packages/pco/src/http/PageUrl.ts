import { type AnyEndpoint, NotFound, type PageRequest } from "@openfaith/adapter-core"
import { Either } from "effect"

// Dot segments would climb to another path of the same origin.
const isAddressable = (value: string): boolean => value !== "" && value !== "." && value !== ".."

/** The endpoint's path with its parameters filled in; null when a parameter is missing or cannot stand in a path. */
const pathOf = (path: string, params: Readonly<Record<string, string>>): string | null => {
  const segments = path.split("/").map((segment) => {
    if (!segment.startsWith(":")) return segment
    const value = params[segment.slice(1)]
    return value !== undefined && isAddressable(value) ? encodeURIComponent(value) : null
  })
  return segments.includes(null) ? null : segments.join("/")
}

/** A path below the base URL. Origin and base path are ours; nothing a source says can change them. */
export const urlBelow = (baseUrl: URL, path: string): URL => {
  const url = new URL(baseUrl.origin)
  url.pathname = baseUrl.pathname.replace(/\/+$/, "") + path
  return url
}

/** The URL of a page request, built from the manifest and our own base URL alone. */
export const pageUrl = (
  baseUrl: URL,
  endpoint: AnyEndpoint,
  request: PageRequest
): Either.Either<URL, NotFound> => {
  const path = pathOf(endpoint.path, request.params)
  if (path === null) return Either.left(new NotFound({ path: endpoint.path }))
  const query = new URLSearchParams()
  const include = [...new Set([...endpoint.fixedInclude, ...request.include])]
  if (include.length > 0) query.set("include", include.join(","))
  for (const [name, value] of Object.entries({ ...endpoint.fixed, ...request.query })) query.set(name, value)
  if (endpoint.kind !== "get") {
    query.set("per_page", String(request.perPage))
    query.set("offset", String(request.offset))
  }
  const url = urlBelow(baseUrl, path)
  url.search = query.toString()
  return Either.right(url)
}
