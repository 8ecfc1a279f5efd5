import { Renderer, type RenderContext } from "./Document.ts"
import { type Query, queryAt } from "./Query.ts"
import type { Body } from "./Reply.ts"
import { type Part, withoutFirst } from "./RowCache.ts"
import type { Parent } from "./Route.ts"
import type { Selection } from "./Selection.ts"
import type { Vertex } from "./Vertex.ts"

/** Changes the positions a page is made of; how rows are made to repeat or to go missing. */
export type Shuffle = (positions: ReadonlyArray<number>) => ReadonlyArray<number>

/** What a page is made of. */
export interface PageInput {
  readonly context: RenderContext
  readonly vertex: Vertex
  readonly selection: Selection
  readonly query: Query
  readonly parent: Parent
  /** The request's path and query, as it was made. */
  readonly self: string
  readonly path: string
  readonly shuffle: Shuffle | null
}

/** The page's neighbours: with `per_page=0` the next page is the same one, for ever. */
const neighbours = (query: Query, total: number) => ({
  next: query.offset + query.perPage < total ? query.offset + query.perPage : null,
  prev: query.offset > 0 ? Math.max(0, query.offset - query.perPage) : null
})

const abilities = new Map<string, string>()

/** What a vertex says of itself in `meta`, written once. */
const abilitiesOf = (vertex: Vertex): string => {
  const known = abilities.get(vertex.name)
  if (known !== undefined) return known
  const written = JSON.stringify({
    can_order_by: vertex.canOrderBy,
    can_query_by: Object.keys(vertex.canQueryBy),
    ...(vertex.canInclude === null ? {} : { can_include: vertex.canInclude }),
    ...(vertex.canFilter === null ? {} : { can_filter: vertex.canFilter })
  }).slice(1, -1)
  abilities.set(vertex.name, written)
  return written
}

const metaOf = (input: PageInput, count: number, next: number | null, prev: number | null): string => {
  const { parent, selection, vertex } = input
  return (
    `{"total_count":${selection.total},"count":${count},` +
    (next === null ? "" : `"next":{"offset":${next}},`) +
    (prev === null ? "" : `"prev":{"offset":${prev}},`) +
    `${abilitiesOf(vertex)},"parent":{"id":"${parent.id}","type":"${parent.type}"}}`
  )
}

/** The rows of a list: the first one's comma goes. */
const listed = (rows: ReadonlyArray<Part>): ReadonlyArray<Part> =>
  rows.map((part, place) => (place === 0 ? withoutFirst(part) : part))

/** `included` is an empty list when nothing was asked for, and missing when what was asked for is not there. */
const includedPart = (renderer: Renderer, query: Query): ReadonlyArray<Part> =>
  renderer.included.length === 0 && query.include.size > 0
    ? []
    : ['"included":[', ...listed(renderer.included), "],"]

/** One page of a listing. */
export const collectionBody = (input: PageInput): Body => {
  const { context, path, query, selection, vertex } = input
  const renderer = new Renderer(context, query.fields)
  const size = Math.max(0, Math.min(query.perPage, selection.total - query.offset))
  const positions = Array.from({ length: size }, (_, place) => query.offset + place)
  const chosen = input.shuffle === null ? positions : input.shuffle(positions)
  const rows: Array<Part> = []
  for (const position of chosen) renderer.row(rows, vertex, selection.at(position), query.include, false)
  const { next, prev } = neighbours(query, selection.total)
  const links = [`"self":${JSON.stringify(input.self)}`]
  if (next !== null) links.push(`"next":${JSON.stringify(`${path}?${queryAt(query, next)}`)}`)
  if (prev !== null) links.push(`"prev":${JSON.stringify(`${path}?${queryAt(query, prev)}`)}`)
  const bytes = context.cache.encode([
    `{"links":{${links.join(",")}},"data":[`,
    ...listed(rows),
    "],",
    ...includedPart(renderer, query),
    `"meta":${metaOf(input, chosen.length, next, prev)}}`
  ])
  return { kind: "bytes", bytes }
}

/** One record by itself. */
export const recordBody = (
  context: RenderContext,
  vertex: Vertex,
  index: number,
  query: Query,
  parent: Parent
): Body => {
  const renderer = new Renderer(context, query.fields)
  const data: Array<Part> = []
  renderer.row(data, vertex, index, query.include, true)
  const canInclude = vertex.canInclude === null ? {} : { can_include: vertex.canInclude }
  const meta = JSON.stringify({ ...canInclude, parent: { id: parent.id, type: parent.type } })
  const rest = [",", ...includedPart(renderer, query), `"meta":${meta}}`]
  return { kind: "bytes", bytes: context.cache.encode(['{"data":', ...listed(data), ...rest]) }
}
