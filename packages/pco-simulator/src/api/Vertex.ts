import type { Attributes, Row, RowRefs, TableName } from "../world/Row.ts"
import type { World } from "../world/World.ts"

/** How a filter reads its value; `visibility` decides what is hidden instead of comparing an attribute. */
export type FieldType =
  | "string"
  | "boolean"
  | "integer"
  | "date"
  | "date_time"
  | "primary_key"
  | "search"
  | "visibility"

/** A product of Planning Center: the first segment of its paths. */
export type Product = "people" | "groups"

/** The name of a vertex among all products: `Person` of the Groups product is `GroupsPerson`. */
export type VertexName = Exclude<TableName, Renamed[keyof Renamed]> | keyof Renamed | "GroupsPerson"

/** Vertices whose table has a name of its own. */
const renamed = {
  FieldDatum: "CustomFieldValue",
  FieldDefinition: "CustomFieldDefinition",
  Membership: "GroupMembership",
  Tab: "CustomFieldTab"
} as const

type Renamed = typeof renamed

/** The table a vertex shows. */
export const tableOf = (name: VertexName): TableName => {
  switch (name) {
    case "FieldDatum":
    case "FieldDefinition":
    case "Membership":
    case "Tab":
      return renamed[name]
    case "GroupsPerson":
      return "Person"
    default:
      return name
  }
}

/** A way from one record to others: a sub-path, and an include where the vertex allows it. */
export interface Edge {
  readonly kind: "many" | "one"
  readonly to: VertexName
  /** The indexes of the related living rows, in id order. */
  readonly indexes: (world: World, row: RowRefs) => ReadonlyArray<number>
  /** The type a relationship gives to what it names, where it is not the vertex's own. */
  readonly as?: string
}

/** A relationship every row of a vertex carries, whatever was asked for. */
export type Relationship =
  | { readonly kind: "one"; readonly name: string; readonly ref: string; readonly type: string }
  | { readonly kind: "edge"; readonly name: string }

/** A resource type of one product: what its rows look like and what may be asked of them. */
export interface Vertex {
  readonly name: VertexName
  readonly product: Product
  readonly type: string
  /** Path of a row under the product's root. */
  readonly path: (row: RowRefs) => string
  readonly relationships: ReadonlyArray<Relationship>
  readonly edges: { readonly [name: string]: Edge }
  /** Includes this simulator knows but has no records for: answered as an empty list or as null. */
  readonly vacant?: { readonly [name: string]: "many" | "one" }
  /** What `meta` names, in its order; null when it says nothing. */
  readonly canInclude: ReadonlyArray<string> | null
  readonly canOrderBy: ReadonlyArray<string>
  readonly canQueryBy: { readonly [field: string]: FieldType }
  readonly canFilter: ReadonlyArray<string> | null
  /** Attributes shown only when named by `fields[Type]`. */
  readonly onRequest?: (row: Row) => Attributes
  /** Attributes that came with a version of the API: absent from earlier ones. */
  readonly since?: { readonly [attribute: string]: string }
  /** Attributes, for a vertex that shows its table in another way. */
  readonly project?: (row: Row, world: World) => Attributes
  /** Rows hidden from a listing unless its filters ask for them. */
  readonly hidden?: (row: Row, where: ReadonlyMap<string, string>, filters: ReadonlyArray<string>) => boolean
  /** Named filters (`filter=`) this simulator honours. */
  readonly filters?: {
    readonly [name: string]: (row: Row, parameters: ReadonlyMap<string, string>, now: number) => boolean
  }
  /** Values to search or sort by that are no attributes. */
  readonly values?: { readonly [field: string]: (row: Row, world: World) => ReadonlyArray<string | null> }
}

/** An edge to the rows of a table that point back by a reference. */
export const childrenEdge = (to: VertexName, ref: string): Edge => ({
  kind: "many",
  to,
  indexes: (world, row) => world.tables[tableOf(to)].children(ref, row.id)
})

/** An edge to the one row a reference names. */
export const parentEdge = (to: VertexName, ref: string, as?: string): Edge => ({
  kind: "one",
  to,
  indexes: (world, row) => {
    const index = world.tables[tableOf(to)].find(row.refs[ref] ?? "")
    return index < 0 ? [] : [index]
  },
  ...(as === undefined ? {} : { as })
})

/** An edge through a table of memberships. */
export const throughEdge = (
  to: VertexName,
  through: TableName,
  from: string,
  target: string,
  keep?: (membership: Row) => boolean
): Edge => ({
  kind: "many",
  to,
  indexes: (world, row) => {
    const table = world.tables[through]
    const found = new Set<number>()
    for (const index of table.children(from, row.id)) {
      const membership = table.read(index)
      if (keep !== undefined && !keep(membership)) continue
      const at = world.tables[tableOf(to)].find(membership.refs[target] ?? "")
      if (at >= 0) found.add(at)
    }
    return [...found].sort((a, b) => a - b)
  }
})

/** Text of the person a row is about, to sort by. */
export const personValue = (field: string) => (row: Row, world: World) => {
  const value = world.find("Person", row.refs["person"] ?? "")?.attributes[field]
  return [typeof value === "string" ? value : null]
}
