import { Removed } from "./Removed.ts"
import type { Row, TableName } from "./Row.ts"
import type { Source, TimeField } from "./Source.ts"
import { textSeconds } from "./Timestamp.ts"

/** What happened to a row. */
export type Action = "created" | "updated" | "destroyed"

const numericId = /^[1-9]\d{0,15}$/

/**
 * A table of a million rows that holds only what was changed: generated rows are computed when read, edited and
 * created ones live in an overlay, removed ones in a sorted list. Index order is id order.
 */
export class Table {
  readonly name: TableName
  /** Rises with every change, so that whatever was derived from the table can be thrown away. */
  version = 0
  /** Told of every row that came, changed or went. */
  onChange: ((action: Action, index: number) => void) | null = null
  private readonly source: Source
  private readonly complete: (row: Row) => Row
  private readonly overlay = new Map<number, Row>()
  private readonly overlayByParent = new Map<string, Set<number>>()
  private readonly removed = new Removed()
  private readonly columns = new Map<TimeField, Float64Array>()
  private created = 0

  constructor(name: TableName, source: Source, complete: (row: Row) => Row) {
    this.name = name
    this.source = source
    this.complete = complete
  }

  /** How many rows are alive. */
  get count(): number {
    return this.extent - this.removed.size
  }

  /** One more than the highest index ever used. */
  get extent(): number {
    return this.source.size + this.created
  }

  /** The index of the row at a position of the plain listing. */
  indexAt(position: number): number {
    return this.removed.indexAt(position)
  }

  isAlive(index: number): boolean {
    return index >= 0 && index < this.extent && !this.removed.has(index)
  }

  /** The index of an id whether or not its row is alive, or -1 for an id that never was. */
  indexOf(id: string): number {
    if (!numericId.test(id)) return -1
    const index = this.source.ids.indexOf(Number(id))
    return index < this.extent ? index : -1
  }

  /** The index of a living row, or -1. */
  find(id: string): number {
    const index = this.indexOf(id)
    return index >= 0 && !this.removed.has(index) ? index : -1
  }

  /** The id of the row at an index. */
  idAt(index: number): string {
    return String(this.source.ids.at(index))
  }

  /** The row at an index as it is now, or as it was when it was removed. */
  read(index: number): Row {
    return this.complete(this.stored(index))
  }

  /** The row as written, without what other tables add to it. */
  stored(index: number): Row {
    return this.overlay.get(index) ?? this.source.row(index)
  }

  /** The living rows that point at a parent, in id order. */
  children(ref: string, parentId: string): ReadonlyArray<number> {
    const generated = this.source.childrenOf[ref]?.(parentId) ?? []
    const overlaid = this.overlayByParent.get(`${ref}:${parentId}`)
    if (overlaid === undefined && this.overlay.size === 0 && this.removed.size === 0) return generated
    const kept = generated.filter((index) => !this.overlay.has(index))
    return [...kept, ...(overlaid ?? [])].filter((index) => this.isAlive(index)).sort((a, b) => a - b)
  }

  /** Every living index, ascending. */
  *alive(): Generator<number> {
    for (let position = 0; position < this.count; position++) yield this.indexAt(position)
  }

  /** Seconds since 1970 of a timestamp for all indexes (NaN for null), or null when the table has no such column. */
  column(field: TimeField): Float64Array | null {
    const known = this.columns.get(field)
    if (known !== undefined) return known
    const generated = this.source.times?.[field]
    if (generated === undefined) return null
    const column = new Float64Array(this.extent)
    for (let index = 0; index < this.source.size; index++) column[index] = generated(index)
    for (const [index, row] of this.overlay) column[index] = rowSeconds(row, field)
    this.columns.set(field, column)
    return column
  }

  /** Adds a row with the next id. */
  insert(attributes: Row["attributes"], refs: Row["refs"]): Row {
    const index = this.extent
    this.created += 1
    this.columns.clear()
    return this.write(index, { id: this.idAt(index), attributes, refs }, "created")
  }

  /** Replaces a row; a change nobody is to hear of is announced as null. */
  write(index: number, row: Row, announced: Action | null = "updated"): Row {
    const before = this.overlay.get(index)
    for (const [ref, parent] of Object.entries(before?.refs ?? {})) {
      this.overlayByParent.get(`${ref}:${parent}`)?.delete(index)
    }
    for (const [ref, parent] of Object.entries(row.refs)) {
      if (parent === null) continue
      const key = `${ref}:${parent}`
      const siblings = this.overlayByParent.get(key)
      if (siblings === undefined) this.overlayByParent.set(key, new Set([index]))
      else siblings.add(index)
    }
    this.overlay.set(index, row)
    for (const [field, column] of this.columns) column[index] = rowSeconds(row, field)
    this.version += 1
    if (announced !== null) this.onChange?.(announced, index)
    return row
  }

  remove(index: number): void {
    this.removed.add(index)
    this.version += 1
    this.onChange?.("destroyed", index)
  }

  restore(index: number): void {
    this.removed.delete(index)
    this.version += 1
    this.onChange?.("created", index)
  }
}

const rowSeconds = (row: Row, field: TimeField): number => {
  const text = row.attributes[field]
  return typeof text === "string" ? (textSeconds(text) ?? Number.NaN) : Number.NaN
}
