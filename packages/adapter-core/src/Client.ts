import { HttpApi, HttpApiClient, HttpApiEndpoint, HttpApiGroup, type HttpApiError } from "@effect/platform"
import { Schema } from "effect"
import type { AnyManifest } from "./AnyManifest.ts"
import type { AnyEndpoint } from "./Endpoint.ts"
import { type PathParam, pathParams } from "./EndpointPath.ts"
import { type JsonObject, JsonObjectSchema } from "./Json.ts"
import { querySchema, type QueryOf } from "./QueryEncoding.ts"

type PathOf<E extends AnyEndpoint> = [PathParam<E["path"]>] extends [never]
  ? never
  : { readonly [Param in PathParam<E["path"]>]: string }

type ClientEndpoint<E> = E extends AnyEndpoint
  ? HttpApiEndpoint.HttpApiEndpoint<E["name"], "GET", PathOf<E>, QueryOf<E>, never, never, JsonObject>
  : never

type EndpointsOf<M extends AnyManifest> = M["endpoints"][keyof M["endpoints"]]

type ClientGroup<M extends AnyManifest> = {
  readonly [Name in Extract<keyof M["entities"], string>]: HttpApiGroup.HttpApiGroup<
    Name,
    ClientEndpoint<Extract<EndpointsOf<M>, { readonly entity: { readonly name: Name } }>>,
    never
  >
}[Extract<keyof M["entities"], string>]

/** The `HttpApi` a manifest describes: one group an entity, one endpoint a call, raw documents as answers. */
export type ManifestApi<M extends AnyManifest> = HttpApi.HttpApi<
  "adapter",
  ClientGroup<M>,
  HttpApiError.HttpApiDecodeError
>

const clientEndpoint = (endpoint: AnyEndpoint) => {
  const bare = HttpApiEndpoint.get(endpoint.name, endpoint.path)
    .setUrlParams(querySchema(endpoint))
    .addSuccess(JsonObjectSchema)
  const names = pathParams(endpoint.path)
  return names.length === 0
    ? bare
    : bare.setPath(Schema.Struct(Object.fromEntries(names.map((name) => [name, Schema.String]))))
}

const group = (manifest: AnyManifest, entity: string) =>
  Object.values(manifest.endpoints)
    .filter((endpoint) => endpoint.entity.name === entity)
    .reduce<HttpApiGroup.HttpApiGroup.Any>(
      (made, endpoint) => (made as HttpApiGroup.HttpApiGroup<string>).add(clientEndpoint(endpoint)),
      HttpApiGroup.make(entity)
    )

const api = <M extends AnyManifest>(manifest: M): ManifestApi<M> =>
  // A loop over values forgets the literals that the type computes from the same manifest.
  Object.keys(manifest.entities).reduce<HttpApi.HttpApi.Any>(
    (made, entity) => (made as HttpApi.HttpApi<"adapter">).add(group(manifest, entity)),
    HttpApi.make("adapter")
  ) as unknown as ManifestApi<M>

/** Typed calls to the source, derived from the manifest; a wrong include, field, order or path does not compile. */
export const Client = {
  /** The `HttpApi` itself: one group an entity, for tools that read it. */
  api,
  /** A client over the `HttpClient` in scope; give it a base URL, or an `HttpClient` that prepends one. */
  make: <M extends AnyManifest>(manifest: M, options?: { readonly baseUrl?: URL | string | undefined }) =>
    HttpApiClient.make(api(manifest), options)
}
