import type { RowRefs } from "../world/Row.ts"
import type { World } from "../world/World.ts"
import { type Product, tableOf, type Vertex } from "./Vertex.ts"
import { topLevel, vertices } from "./Vertices.ts"

/** The record a listing hangs on. */
export interface Parent {
  readonly type: string
  readonly id: string
}

/** What a path names. */
export type Target =
  | { readonly kind: "organization" }
  | {
      readonly kind: "list"
      readonly vertex: Vertex
      readonly within: ReadonlyArray<number> | null
      readonly parent: Parent
    }
  | { readonly kind: "record"; readonly vertex: Vertex; readonly index: number; readonly parent: Parent }

const follow = (world: World, vertex: Vertex, row: RowRefs, name: string): Target | null => {
  const edge = vertex.edges[name]
  if (edge === undefined) return null
  const to = vertices[edge.to]
  const indexes = edge.indexes(world, row)
  const parent = { type: vertex.type, id: row.id }
  if (edge.kind === "many") return { kind: "list", vertex: to, within: indexes, parent }
  const [index] = indexes
  return index === undefined ? null : { kind: "record", vertex: to, index, parent }
}

const step = (world: World, at: Target, segment: string, product: Product, user: string): Target | null => {
  switch (at.kind) {
    case "organization": {
      const name = topLevel[product][segment]
      const organization = { type: "Organization", id: "" }
      if (name !== undefined)
        return { kind: "list", vertex: vertices[name], within: null, parent: organization }
      if (segment !== "me") return null
      const vertex = vertices[product === "people" ? "Person" : "GroupsPerson"]
      const index = world.tables.Person.find(user)
      return index < 0 ? null : { kind: "record", vertex, index, parent: organization }
    }
    case "list": {
      const table = world.tables[tableOf(at.vertex.name)]
      const index = table.find(segment)
      if (index < 0 || (at.within !== null && !at.within.includes(index))) return null
      return { kind: "record", vertex: at.vertex, index, parent: at.parent }
    }
    case "record":
      return segment === "organization" && at.vertex.name === "Person"
        ? { kind: "organization" }
        : follow(world, at.vertex, world.tables[tableOf(at.vertex.name)].read(at.index), segment)
  }
}

/** Walks the segments after `/{product}/v2`; null is a 404, whatever the reason. */
export const route = (
  world: World,
  product: Product,
  segments: ReadonlyArray<string>,
  user: string
): Target | null => {
  let at: Target | null = { kind: "organization" }
  for (const segment of segments) {
    at = step(world, at, segment, product, user)
    if (at === null) return null
  }
  return at
}
