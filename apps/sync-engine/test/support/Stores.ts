import { Layer } from "effect"
import { layerStores } from "../../src/Engine.ts"
import { layerMigratedDatabase } from "./MigratedDatabase.ts"

/** All stores over a database of their own. */
export const layerStoresOfOwn = Layer.fresh(Layer.provideMerge(layerStores, layerMigratedDatabase))
