import type { Row } from "../world/Row.ts"
import type { Table } from "../world/Table.ts"
import type { World } from "../world/World.ts"
import type { Query, SortKey } from "./Query.ts"
import { tableOf, type Vertex } from "./Vertex.ts"
import { type Predicate, toPredicate } from "./Where.ts"

/** The rows a listing is about, in its order. */
export interface Selection {
  readonly total: number
  /** The index of the row at a position. */
  readonly at: (position: number) => number
}

type SortValue = number | string | null

const sortValue = (vertex: Vertex, world: World, field: string, row: Row): SortValue => {
  const computed = vertex.values?.[field]
  if (computed !== undefined) return computed(row, world)[0] ?? null
  const value = row.attributes[field]
  if (typeof value === "number") return value
  if (typeof value === "boolean") return value ? 1 : 0
  return typeof value === "string" ? value.toLowerCase() : null
}

/** Nulls come first in ascending order, as the API's database has it. */
const compareValues = (left: SortValue, right: SortValue): number => {
  if (left === right) return 0
  if (left === null) return -1
  if (right === null) return 1
  return left < right ? -1 : 1
}

const sorted = (
  vertex: Vertex,
  world: World,
  table: Table,
  indexes: ReadonlyArray<number>,
  keys: ReadonlyArray<SortKey>
): ReadonlyArray<number> => {
  const columns = keys.map(({ field }) => {
    const times = field === "created_at" || field === "updated_at" ? table.column(field) : null
    return indexes.map((index): SortValue => {
      if (times === null) return sortValue(vertex, world, field, table.read(index))
      const seconds = times[index] ?? Number.NaN
      return Number.isNaN(seconds) ? null : seconds
    })
  })
  const order = indexes.map((_, place) => place)
  order.sort((a, b) => {
    for (const [at, key] of keys.entries()) {
      const compared = compareValues(columns[at]?.[a] ?? null, columns[at]?.[b] ?? null)
      if (compared !== 0) return key.descending ? -compared : compared
    }
    return a - b
  })
  return order.map((place) => indexes[place] ?? 0)
}

const passing = (
  table: Table,
  indexes: Iterable<number>,
  predicates: ReadonlyArray<Predicate>
): ReadonlyArray<number> => {
  const times = predicates.flatMap((predicate) => {
    if (predicate.kind !== "time") return []
    const column = table.column(predicate.field)
    return column === null ? [] : [{ column, test: predicate.test }]
  })
  const rows = predicates.flatMap((predicate) => (predicate.kind === "row" ? [predicate.test] : []))
  const found: Array<number> = []
  for (const index of indexes) {
    if (!times.every(({ column, test }) => test(column[index] ?? Number.NaN))) continue
    if (rows.length > 0) {
      const row = table.read(index)
      if (!rows.every((test) => test(row))) continue
    }
    found.push(index)
  }
  return found
}

const rowTests = (vertex: Vertex, query: Query, now: number): ReadonlyArray<Predicate> => {
  const asked = new Map(
    query.where.filter(({ operator }) => operator === "eq").map(({ field, value }) => [field, value])
  )
  const { hidden } = vertex
  const tests: Array<Predicate> = []
  if (hidden !== undefined && asked.get("archive_status") !== "include") {
    tests.push({ kind: "row", test: (row) => !hidden(row, asked, query.filters) })
  }
  for (const name of query.filters) {
    const filter = vertex.filters?.[name]
    if (filter !== undefined) tests.push({ kind: "row", test: (row) => filter(row, query.parameters, now) })
  }
  return tests
}

const remembered = 24

/** Finds the rows of a listing; results of filters and orders over a whole table are kept until the world changes. */
export class Selector {
  private readonly world: World
  private readonly timeZone: string
  private readonly results = new Map<string, ReadonlyArray<number>>()
  private version = -1

  constructor(world: World, timeZone: string) {
    this.world = world
    this.timeZone = timeZone
  }

  /** The rows of a whole table (`within` null) or of a sub-list that a query asks for. */
  select(vertex: Vertex, within: ReadonlyArray<number> | null, query: Query, now: number): Selection {
    const table = this.world.tables[tableOf(vertex.name)]
    const keys = query.order.filter(({ field }) => vertex.canOrderBy.includes(field))
    const conditions = query.where.flatMap((condition) => {
      const predicate = toPredicate(vertex, this.world, condition, this.timeZone)
      return predicate === null ? [] : [predicate]
    })
    const predicates = [...rowTests(vertex, query, now), ...conditions]
    if (predicates.length === 0 && keys.length === 0) {
      return within === null
        ? { total: table.count, at: (position) => table.indexAt(position) }
        : { total: within.length, at: (position) => within[position] ?? -1 }
    }
    const compute = (): ReadonlyArray<number> => {
      const found = passing(table, within ?? table.alive(), predicates)
      return keys.length === 0 ? found : sorted(vertex, this.world, table, found, keys)
    }
    const indexes =
      within === null && query.filters.length === 0
        ? this.recall(`${vertex.name} ${JSON.stringify([query.where, keys])}`, compute)
        : compute()
    return { total: indexes.length, at: (position) => indexes[position] ?? -1 }
  }

  private recall(key: string, compute: () => ReadonlyArray<number>): ReadonlyArray<number> {
    if (this.version !== this.world.version) {
      this.results.clear()
      this.version = this.world.version
    }
    const known = this.results.get(key)
    if (known !== undefined) return known
    const oldest = this.results.keys().next().value
    if (this.results.size >= remembered && oldest !== undefined) this.results.delete(oldest)
    const found = compute()
    this.results.set(key, found)
    return found
  }
}
