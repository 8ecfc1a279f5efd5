import { Endpoint } from "@openfaith/adapter-core"
import { Effect, Layer } from "effect"
import { AdapterRegistry } from "../../src/adapters/AdapterRegistry.ts"
import { Campus } from "./Campus.ts"
import { fakeAdapter } from "./FakeAdapter.ts"

const docs = "https://example.org/docs/campus"

/** Reads one campus. */
export const getCampus = Endpoint.get({ entity: Campus, path: "/campuses/:id", docs })

/** Lists all campuses. */
export const listCampuses = Endpoint.list({ entity: Campus, path: "/campuses", pageSize: 100, docs })

/** A registry whose one adapter knows campuses only, by these endpoints. */
export const layerCampusSource = (
  endpoints: { readonly listCampuses: typeof listCampuses; readonly getCampus?: typeof getCampus } = {
    getCampus,
    listCampuses
  }
) =>
  Layer.succeed(AdapterRegistry, {
    get: () => Effect.succeed({ ...fakeAdapter, manifest: { entities: { Campus }, endpoints } })
  })
