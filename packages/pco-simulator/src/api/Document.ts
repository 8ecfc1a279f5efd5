import type { Attributes, Json, Row } from "../world/Row.ts"
import type { World } from "../world/World.ts"
import type { IncludeTree, Query } from "./Query.ts"
import { type Edge, tableOf, type Vertex } from "./Vertex.ts"
import { vertices } from "./Vertices.ts"

/** What rendering depends on besides the rows. */
export interface RenderContext {
  readonly world: World
  readonly origin: string
  readonly organization: { readonly id: string; readonly json: string }
  readonly version: string
  /** Damages a row on its way out, when it was told to. */
  readonly damage: ((vertex: Vertex, row: Row) => Row) | null
}

const text = (value: Json): string => JSON.stringify(value)
const empty: IncludeTree = new Map()

/** Writes one document's rows as JSON text, and gathers what they include. */
export class Renderer {
  private readonly context: RenderContext
  private readonly fields: Query["fields"]
  private readonly seen = new Set<string>()
  /** The rows of `included`, each once, in the order they were met. */
  readonly included: Array<string> = []

  constructor(context: RenderContext, fields: Query["fields"]) {
    this.context = context
    this.fields = fields
  }

  /** A row; a record asked for by itself also links to its sub-paths. */
  row(vertex: Vertex, row: Row, include: IncludeTree, alone: boolean, type: string = vertex.type): string {
    const { damage } = this.context
    const shown = damage === null ? row : damage(vertex, row)
    const asked = this.fields.get(vertex.type)
    const self = this.url(vertex, row)
    const id = shown.id === "" ? "" : `"id":"${shown.id}",`
    const relationships = this.relationships(vertex, shown, row, include, self, asked !== undefined)
    const links = alone ? this.links(vertex, row, self) : `"self":${text(self)}`
    return (
      `{"type":"${type}",${id}"attributes":${text(this.attributes(vertex, shown, asked))},` +
      `${relationships === "" ? "" : `"relationships":{${relationships}},`}"links":{${links}}}`
    )
  }

  private url(vertex: Vertex, row: Row): string {
    return `${this.context.origin}/${vertex.product}/v2${vertex.path(row)}`
  }

  private attributes(vertex: Vertex, row: Row, asked: ReadonlySet<string> | undefined): Attributes {
    const all = vertex.project === undefined ? row.attributes : vertex.project(row, this.context.world)
    const { version } = this.context
    const late = Object.entries(vertex.since ?? {}).filter(([, since]) => since > version)
    if (asked === undefined && late.length === 0) return all
    const hidden = new Set(late.map(([name]) => name))
    const candidates = asked === undefined ? all : { ...all, ...vertex.onRequest?.(row) }
    return Object.fromEntries(
      Object.entries(candidates).filter(([name]) => !hidden.has(name) && (asked === undefined || asked.has(name)))
    )
  }

  private relationships(
    vertex: Vertex,
    shown: Row,
    row: Row,
    include: IncludeTree,
    self: string,
    sparse: boolean
  ): string {
    const parts: Array<string> = []
    for (const relationship of sparse ? [] : vertex.relationships) {
      if (include.has(relationship.name) && vertex.canInclude?.includes(relationship.name) === true) continue
      if (relationship.kind === "edge") {
        const edge = vertex.edges[relationship.name]
        if (edge !== undefined) parts.push(`"${relationship.name}":{"data":${this.linkage(edge, row, empty, false)}}`)
        continue
      }
      const organization = relationship.type === "Organization" ? this.context.organization.id : null
      const id = organization ?? shown.refs[relationship.ref] ?? null
      const data = id === null ? "null" : `{"type":"${relationship.type}","id":"${id}"}`
      parts.push(`"${relationship.name}":{"data":${data}}`)
    }
    for (const [name, below] of include) {
      if (vertex.canInclude?.includes(name) !== true) continue
      parts.push(`"${name}":{"links":{"related":${text(`${self}/${name}`)}},"data":${this.includedData(vertex, row, name, below)}}`)
    }
    return parts.join(",")
  }

  private includedData(vertex: Vertex, row: Row, name: string, below: IncludeTree): string {
    const edge = vertex.edges[name]
    if (edge !== undefined) return this.linkage(edge, row, below, true)
    if (name !== "organization") return vertex.vacant?.[name] === "one" ? "null" : "[]"
    const { id, json } = this.context.organization
    if (!this.seen.has("Organization")) {
      this.seen.add("Organization")
      this.included.push(json)
    }
    return `{"type":"Organization","id":"${id}"}`
  }

  private linkage(edge: Edge, row: Row, below: IncludeTree, gather: boolean): string {
    const to = vertices[edge.to]
    const type = edge.as ?? to.type
    const table = this.context.world.tables[tableOf(edge.to)]
    const ids = edge.indexes(this.context.world, row).map((index) => {
      const id = table.idAt(index)
      const key = `${type}:${id}`
      if (gather && !this.seen.has(key)) {
        this.seen.add(key)
        this.included.push(this.row(to, table.read(index), below, false, type))
      }
      return `{"type":"${type}","id":"${id}"}`
    })
    if (edge.kind === "many") return `[${ids.join(",")}]`
    return ids[0] ?? "null"
  }

  private links(vertex: Vertex, row: Row, self: string): string {
    const names = [...Object.keys(vertex.edges), ...Object.keys(vertex.vacant ?? {})].sort()
    const parts = names.map((name) => {
      const edge = vertex.edges[name]
      const none = edge === undefined ? vertex.vacant?.[name] === "one" : edge.kind === "one" && edge.indexes(this.context.world, row).length === 0
      return `"${name}":${none ? "null" : text(`${self}/${name}`)}`
    })
    return [...parts, `"self":${text(self)}`].join(",")
  }
}
