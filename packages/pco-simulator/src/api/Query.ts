/** How a filter compares. */
export type Operator = "eq" | "gt" | "gte" | "lt" | "lte"

/** One `where[field][operator]=value`. */
export interface Condition {
  readonly field: string
  readonly operator: Operator
  readonly value: string
}

/** One key of `order`. */
export interface SortKey {
  readonly field: string
  readonly descending: boolean
}

/** What to include, and what to include of that. */
export interface IncludeTree extends ReadonlyMap<string, IncludeTree> {}

/** A request's query, understood; unknown parameters are kept for links and otherwise ignored. */
export interface Query {
  readonly pairs: ReadonlyArray<readonly [string, string]>
  readonly parameters: ReadonlyMap<string, string>
  readonly where: ReadonlyArray<Condition>
  readonly order: ReadonlyArray<SortKey>
  readonly include: IncludeTree
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>
  readonly filters: ReadonlyArray<string>
  readonly perPage: number
  readonly offset: number
}

const maximum = 100
const fallback = 25

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "))
  } catch {
    return text
  }
}

const toPairs = (raw: string): ReadonlyArray<readonly [string, string]> =>
  raw
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const at = part.indexOf("=")
      return at < 0 ? [decode(part), ""] : [decode(part.slice(0, at)), decode(part.slice(at + 1))]
    })

const words = (text: string): ReadonlyArray<string> =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "")

const whole = (text: string | undefined, otherwise: number): number => {
  const value = Number.parseInt(text ?? "", 10)
  return Number.isNaN(value) ? otherwise : value
}

const isOperator = (word: string): word is Operator =>
  word === "gt" || word === "gte" || word === "lt" || word === "lte"

const whereOf = (key: string, value: string): Condition | null => {
  const match = /^where\[([^\]]+)\](?:\[([^\]]+)\])?$/.exec(key)
  if (match === null) return null
  const [, field = "", operator] = match
  if (operator === undefined) return { field, operator: "eq", value }
  return isOperator(operator) ? { field, operator, value } : null
}

const treeOf = (paths: ReadonlyArray<string>): IncludeTree => {
  const tree = new Map<string, Map<string, IncludeTree>>()
  for (const path of paths) {
    const [first = "", second] = path.split(".")
    const below = tree.get(first) ?? new Map<string, IncludeTree>()
    if (second !== undefined) below.set(second, new Map())
    tree.set(first, below)
  }
  return tree
}

const sortKey = (word: string): SortKey =>
  word.startsWith("-") ? { field: word.slice(1), descending: true } : { field: word, descending: false }

/** Reads a raw query: `include[]` like `include`, `per_page` clamped to 100 (0 stays 0), two levels of include. */
export const parseQuery = (raw: string): Query => {
  const pairs = toPairs(raw)
  const where: Array<Condition> = []
  const includes: Array<string> = []
  const fields = new Map<string, ReadonlySet<string>>()
  const filters: Array<string> = []
  const parameters = new Map<string, string>()
  for (const [key, value] of pairs) {
    parameters.set(key, value)
    if (key === "include" || key === "include[]") includes.push(...words(value))
    else if (key === "filter" || key === "filter[]") filters.push(...words(value))
    else if (key.startsWith("where[")) {
      const condition = whereOf(key, value)
      if (condition !== null) where.push(condition)
    } else if (key.startsWith("fields[")) fields.set(key.slice(7, -1), new Set(words(value)))
  }
  return {
    pairs,
    parameters,
    where,
    order: words(parameters.get("order") ?? "").map(sortKey),
    include: treeOf(includes),
    fields,
    filters,
    perPage: Math.min(maximum, Math.max(0, whole(parameters.get("per_page"), fallback))),
    offset: Math.max(0, whole(parameters.get("offset"), 0))
  }
}

/** The query of a link to another offset: keys sorted, and `per_page` as it was asked, not as it was served. */
export const queryAt = (query: Query, offset: number): string =>
  [...query.pairs.filter(([key]) => key !== "offset"), ["offset", String(offset)] as const]
    .map(
      ([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%3A", ":")}`
    )
    .sort()
    .join("&")
