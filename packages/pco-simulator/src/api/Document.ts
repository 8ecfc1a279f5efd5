import type { Attributes, Row } from "../world/Row.ts"
import type { World } from "../world/World.ts"
import type { IncludeTree, Query } from "./Query.ts"
import type { KeptRows, Part, RowCache, ServedRow } from "./RowCache.ts"
import { type Edge, type Relationship, tableOf, type Vertex } from "./Vertex.ts"
import { vertices } from "./Vertices.ts"

/** What rendering depends on besides the rows. */
export interface RenderContext {
  readonly world: World
  readonly origin: string
  readonly organization: { readonly id: string; readonly json: string }
  readonly version: string
  /** Damages a row on its way out, when it was told to. */
  readonly damage: ((vertex: Vertex, row: Row) => Row) | null
  readonly cache: RowCache
}

/** What one document makes of a vertex, worked out once. */
interface Shape {
  readonly vertex: Vertex
  readonly root: string
  readonly asked: ReadonlySet<string> | undefined
  /** Attributes that the version does not know yet. */
  readonly late: ReadonlyArray<string>
  /** Rows served before in this shape; null when they cannot be used again. */
  readonly kept: KeptRows | null
}

const none: IncludeTree = new Map()

/** Writes one document's rows as JSON text, and gathers what they include. Ids and paths need no escaping. */
export class Renderer {
  private readonly context: RenderContext
  private readonly fields: Query["fields"]
  private readonly shapes = new Map<string, Shape>()
  private readonly seen = new Set<string>()
  /** The rows of `included`, each once, in the order they were met, each with a comma before it. */
  readonly included: Array<Part> = []

  constructor(context: RenderContext, fields: Query["fields"]) {
    this.context = context
    this.fields = fields
  }

  /** Writes the row at an index, with a comma before it; a record asked for by itself also links to its sub-paths. */
  row(
    out: Array<Part>,
    vertex: Vertex,
    index: number,
    include: IncludeTree,
    alone: boolean,
    type: string = vertex.type
  ): void {
    const shape = this.shape(vertex)
    const reused = include.size === 0 && !alone && type === vertex.type ? shape.kept : null
    const known = reused?.texts[index] ?? 0
    if (known !== 0) {
      out.push(known)
      return
    }
    const row = shape.kept?.served.get(index) ?? this.serve(shape, index, reused === null)
    const self = shape.root + vertex.path(row)
    const relationships = this.relationships(shape, row, include, self)
    const head = `,{"type":"${type}",${row.shownId}"attributes":`
    const tail =
      `${relationships === "" ? "" : `,"relationships":{${relationships}}`}` +
      `,"links":{${alone ? this.links(vertex, row, self) : ""}"self":"${self}"}}`
    if (typeof row.attributes !== "string") {
      out.push(head, row.attributes, tail)
      return
    }
    const text = head + row.attributes + tail
    const slot = reused === null ? 0 : this.context.cache.keep(text)
    if (reused !== null) reused.texts[index] = slot
    out.push(slot === 0 ? text : slot)
  }

  private serve(shape: Shape, index: number, keep: boolean): ServedRow {
    const row = this.context.world.tables[tableOf(shape.vertex.name)].read(index)
    const shown = this.context.damage === null ? row : this.context.damage(shape.vertex, row)
    const attributes = JSON.stringify(this.attributes(shape, shown))
    const slot = keep && shape.kept !== null ? this.context.cache.keep(attributes) : 0
    const served = {
      id: row.id,
      shownId: shown.id === "" ? "" : `"id":"${shown.id}",`,
      refs: row.refs,
      shownRefs: shown.refs,
      attributes: slot === 0 ? attributes : slot
    }
    if (slot !== 0) shape.kept?.served.set(index, served)
    return served
  }

  private shape(vertex: Vertex): Shape {
    const known = this.shapes.get(vertex.name)
    if (known !== undefined) return known
    const since = Object.entries(vertex.since ?? {})
    const table = this.context.world.tables[tableOf(vertex.name)]
    const asked = this.fields.get(vertex.type)
    const late = since.filter(([, version]) => version > this.context.version).map(([name]) => name)
    const reusable = asked === undefined && this.context.damage === null
    const shape = {
      vertex,
      root: `${this.context.origin}/${vertex.product}/v2`,
      asked,
      late,
      kept: reusable ? this.context.cache.under(`${vertex.name} ${late.join()}`, table.extent) : null
    }
    this.shapes.set(vertex.name, shape)
    return shape
  }

  private attributes({ asked, late, vertex }: Shape, row: Row): Attributes {
    const all = vertex.project === undefined ? row.attributes : vertex.project(row, this.context.world)
    if (asked === undefined && late.length === 0) return all
    const candidates = asked === undefined ? all : { ...all, ...vertex.onRequest?.(row) }
    return Object.fromEntries(
      Object.entries(candidates).filter(([name]) => !late.includes(name) && asked?.has(name) !== false)
    )
  }

  private relationships(shape: Shape, row: ServedRow, include: IncludeTree, self: string): string {
    const { asked, vertex } = shape
    let out = ""
    for (const relationship of asked === undefined ? vertex.relationships : []) {
      const { name } = relationship
      if (include.has(name) && vertex.canInclude?.includes(name) === true) continue
      out += `${out === "" ? "" : ","}"${name}":{"data":${this.related(vertex, relationship, row)}}`
    }
    for (const [name, below] of include) {
      if (vertex.canInclude?.includes(name) !== true) continue
      const data = this.includedData(vertex, row, name, below)
      out += `${out === "" ? "" : ","}"${name}":{"links":{"related":"${self}/${name}"},"data":${data}}`
    }
    return out
  }

  private related(vertex: Vertex, relationship: Relationship, row: ServedRow): string {
    if (relationship.kind === "edge") {
      const edge = vertex.edges[relationship.name]
      return edge === undefined ? "[]" : this.linkage(edge, row, none, false)
    }
    const { ref, type } = relationship
    const id = type === "Organization" ? this.context.organization.id : row.shownRefs[ref]
    return id === null || id === undefined ? "null" : `{"type":"${type}","id":"${id}"}`
  }

  private includedData(vertex: Vertex, row: ServedRow, name: string, below: IncludeTree): string {
    const edge = vertex.edges[name]
    if (edge !== undefined) {
      const data = this.linkage(edge, row, below, true)
      const relationship = vertex.relationships.find((each) => each.name === name)
      // What a row names stays named though it cannot be included: a group's type `unique` is no record.
      return data === "null" && relationship !== undefined ? this.related(vertex, relationship, row) : data
    }
    if (name !== "organization") return vertex.vacant?.[name] === "one" ? "null" : "[]"
    const { id, json } = this.context.organization
    if (!this.seen.has("Organization")) {
      this.seen.add("Organization")
      this.included.push(`,${json}`)
    }
    return `{"type":"Organization","id":"${id}"}`
  }

  private linkage(edge: Edge, row: ServedRow, below: IncludeTree, gather: boolean): string {
    const to = vertices[edge.to]
    const type = edge.as ?? to.type
    const table = this.context.world.tables[tableOf(edge.to)]
    let out = ""
    const from = row.refs === row.shownRefs ? row : { id: row.id, refs: row.shownRefs }
    for (const index of edge.indexes(this.context.world, from)) {
      const id = table.idAt(index)
      out += `${out === "" ? "" : ","}{"type":"${type}","id":"${id}"}`
      if (!gather) continue
      const key = type + id
      if (this.seen.has(key)) continue
      this.seen.add(key)
      this.row(this.included, to, index, below, false, type)
    }
    if (edge.kind === "many") return `[${out}]`
    return out === "" ? "null" : out
  }

  private links(vertex: Vertex, row: ServedRow, self: string): string {
    const names = [...Object.keys(vertex.edges), ...Object.keys(vertex.vacant ?? {})].sort()
    let out = ""
    for (const name of names) {
      const edge = vertex.edges[name]
      const empty =
        edge === undefined
          ? vertex.vacant?.[name] === "one"
          : edge.kind === "one" && edge.indexes(this.context.world, row).length === 0
      out += `"${name}":${empty ? "null" : `"${self}/${name}"`},`
    }
    return out
  }
}
