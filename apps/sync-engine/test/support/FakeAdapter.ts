import {
  type AdapterError,
  BadRequest,
  type Credential,
  Forbidden,
  RateLimited,
  Unauthorized,
  UpstreamUnavailable
} from "@openfaith/adapter-core"
import { HttpClient } from "@effect/platform"
import { pcoAdapter, pcoEntityManifest } from "@openfaith/pco"
import { Effect, Layer, Redacted } from "effect"
import { AdapterRegistry, type CanonicalAdapter, UnknownAdapter } from "../../src/adapters/AdapterRegistry.ts"

/** What the upstream says to these secrets; it accepts all others. */
const refusals: ReadonlyMap<string, AdapterError> = new Map<string, AdapterError>([
  ["refused-secret", new Unauthorized({ detail: "HTTP Basic: Access denied." })],
  ["forbidden-secret", new Forbidden({ detail: "You do not have access to People" })],
  ["wrong-secret", new BadRequest({ status: 422, detail: "No such application" })],
  ["away-secret", new UpstreamUnavailable({ status: 503, reason: "status" })],
  ["hurried-secret", new RateLimited({ retryAfterSeconds: 6.2 })]
])

const secretOf = (credential: Credential) =>
  Redacted.value(credential.type === "oauth" ? credential.accessToken : credential.secret)

const unstubbed = Effect.die("The fake adapter only probes")

/** An adapter with real entities that never leaves the process. */
export const fakeAdapter: CanonicalAdapter = {
  name: "pco",
  manifest: pcoEntityManifest,
  defaults: { budget: { limit: 100, periodSeconds: 20, count: null } },
  probe: (credential) =>
    Effect.suspend(() => {
      const refusal = refusals.get(secretOf(credential))
      return refusal === undefined
        ? Effect.succeed({
            organisation: { id: "1", name: "Grace Church", timeZone: "America/Chicago", countryCode: "US" }
          })
        : Effect.fail(refusal)
    }),
  refresh: () => unstubbed,
  session: () => ({ fetch: () => unstubbed })
}

/** A registry of that one adapter, which reads deliveries as the real one does. */
export const layerFakeAdapter = Layer.effect(
  AdapterRegistry,
  Effect.map(pcoAdapter(), ({ webhooks }) => ({
    get: (name: string) =>
      name === fakeAdapter.name
        ? Effect.succeed({ ...fakeAdapter, ...(webhooks === undefined ? {} : { webhooks }) })
        : new UnknownAdapter({ adapter: name, known: [fakeAdapter.name] })
  }))
).pipe(
  Layer.provide(
    Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make(() => unstubbed)
    )
  )
)
