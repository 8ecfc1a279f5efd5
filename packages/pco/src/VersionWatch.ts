import { Effect } from "effect"
import { apiVersions, type Product } from "./Product.ts"

/** Looks at the version that an answer says it was processed as. */
export type VersionWatch = (product: Product, processedAs: string | null) => Effect.Effect<void>

/**
 * Tells once of each product that it does not answer as the version that is asked for: it has other attributes then.
 *
 * @see https://developer.planning.center/docs/#/overview/versioning
 */
export const versionWatch = (): VersionWatch => {
  const told = new Set<Product>()
  return (product, processedAs) =>
    Effect.suspend(() => {
      const asked = apiVersions[product]
      if (processedAs === null || processedAs === asked || told.has(product)) return Effect.void
      told.add(product)
      return Effect.annotateLogs(Effect.logWarning("Planning Center answers as another version"), {
        product,
        asked,
        processedAs
      })
    })
}
