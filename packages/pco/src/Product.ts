/** A Planning Center product; record types are unique only within one. */
export type Product = "people" | "groups"

/** What has an API version of its own: the products, and the subscriptions to their events. */
type Api = Product | "webhooks"

/**
 * The API version each product is asked for, so that a new one cannot change the answers unnoticed. That of People is the
 * one since which custom field values tell when they changed.
 *
 * @see https://developer.planning.center/docs/#/overview/versioning
 */
export const apiVersions: Readonly<Record<Api, string>> = {
  people: "2026-06-04",
  groups: "2023-07-10",
  webhooks: "2022-10-20"
}

/** The versions whose pages are linked to; not every version has pages. */
const documented: Readonly<Record<Product, string>> = { people: "2025-11-10", groups: "2023-07-10" }

/** The vendor's page about a record type of a product. */
export const docsOf = (product: Product, vertex: string): string =>
  `https://developer.planning.center/docs/#/apps/${product}/${documented[product]}/vertices/${vertex}`

/** The product a path belongs to: `/people/v2/emails` is of People. */
export const productOf = (path: string): Product => (path.startsWith("/groups/") ? "groups" : "people")
