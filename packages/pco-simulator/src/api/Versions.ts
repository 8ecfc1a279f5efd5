import type { Product } from "./Vertex.ts"

/** What answers under a path of its own: the products, and their webhooks. */
export type ServedProduct = Product | "webhooks"

const documented: Record<ServedProduct, ReadonlyArray<string>> = {
  people: [
    "2018-08-01",
    "2019-01-14",
    "2019-10-10",
    "2020-04-06",
    "2020-07-22",
    "2021-08-17",
    "2022-01-05",
    "2022-01-28",
    "2022-07-14",
    "2023-02-15",
    "2023-03-21",
    "2024-09-12",
    "2025-03-20",
    "2025-07-02",
    "2025-07-17",
    "2025-11-10",
    "2026-06-04"
  ],
  groups: ["2018-08-01", "2023-07-10"],
  webhooks: ["2018-08-01", "2022-10-20"]
}

/** The version that answers a request for a date: the newest not after it, or null when all are newer. */
export const versionFor = (product: ServedProduct, asked: string | undefined): string | null => {
  const versions = documented[product]
  if (asked === undefined || asked === "") return versions.at(-1) ?? null
  if (!/^\d{4}-\d{2}-\d{2}$/.test(asked)) return null
  return versions.findLast((version) => version <= asked) ?? null
}
