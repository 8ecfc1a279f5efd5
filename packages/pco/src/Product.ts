/** A Planning Center product; record types are unique only within one. */
export type Product = "people" | "groups"

/**
 * The API version each product is asked for, so that a new one cannot change the answers unnoticed.
 *
 * @see https://developer.planning.center/docs/#/overview/versioning
 */
export const apiVersions: Readonly<Record<Product, string>> = {
  people: "2025-11-10",
  groups: "2023-07-10"
}

/** The vendor's page about a record type of a product, in the version asked for. */
export const docsOf = (product: Product, vertex: string): string =>
  `https://developer.planning.center/docs/#/apps/${product}/${apiVersions[product]}/vertices/${vertex}`

/** The product a path belongs to: `/people/v2/emails` is of People. */
export const productOf = (path: string): Product => (path.startsWith("/groups/") ? "groups" : "people")
