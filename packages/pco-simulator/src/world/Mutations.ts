import { blankAttributes } from "./Blank.ts"
import { dependents, derived, pairs, references } from "./Relations.ts"
import type { Attributes, Json, Refs, Row, TableName } from "./Row.ts"
import type { SimulatedClock } from "./SimulatedClock.ts"
import { secondsText } from "./Timestamp.ts"
import type { World } from "./World.ts"

/** Why a change was not made. */
export interface Refused {
  readonly kind: "refused"
  readonly status: 404 | 409 | 422
  readonly detail: string
}

/** The row as it is after a change, or why nothing was changed. */
export type Changed = { readonly kind: "changed"; readonly row: Row } | Refused

/** What to change: attributes by name, references by their name followed by `_id`. */
export type Changes = { readonly [field: string]: Json }

interface Split {
  readonly attributes: Attributes
  readonly refs: Refs
}

interface Place {
  readonly table: TableName
  readonly index: number
}

const refused = (status: Refused["status"], detail: string): Refused => ({ kind: "refused", status, detail })

const contactTables: ReadonlyArray<TableName> = ["Email", "PhoneNumber", "Address"]

/** Changes a world as its staff would. Timestamps move to the clock's second unless a change says `touch: false`. */
export class Mutations {
  private readonly world: World
  private readonly clock: SimulatedClock
  /** What went along with a removed row, by its place, so that it can come back with it. */
  private readonly cascades = new Map<string, ReadonlyArray<Place>>()

  constructor(world: World, clock: SimulatedClock) {
    this.world = world
    this.clock = clock
  }

  private get now(): string {
    return secondsText(this.clock.seconds)
  }

  create(table: TableName, changes: Changes): Changed {
    const blank = blankAttributes(table, this.now)
    const split = this.split(table, blank, changes)
    if ("kind" in split) return split
    const missing = Object.entries(references[table] ?? {}).find(
      ([ref, { required }]) => required && !split.refs[ref]
    )
    if (missing !== undefined) return refused(422, `${missing[0]}_id is required`)
    if (this.isDoubled(table, split.refs)) return refused(422, `${table} is there already`)
    const empty = Object.fromEntries(Object.keys(references[table] ?? {}).map((ref) => [ref, null]))
    const row = this.world.tables[table].insert(
      { ...blank, ...split.attributes },
      { ...empty, ...split.refs }
    )
    this.demoteOthers(table, row)
    return { kind: "changed", row: this.world.tables[table].read(this.world.tables[table].find(row.id)) }
  }

  edit(table: TableName, id: string, changes: Changes, touch: boolean): Changed {
    const rows = this.world.tables[table]
    const index = rows.find(id)
    if (index < 0) return refused(404, `${table} ${id} is not there`)
    const stored = rows.stored(index)
    const split = this.split(table, stored.attributes, changes)
    if ("kind" in split) return split
    const attributes: Attributes = { ...stored.attributes }
    if (touch && "updated_at" in attributes) attributes["updated_at"] = this.now
    Object.assign(attributes, split.attributes)
    if (table === "Person" && "status" in split.attributes && !("inactivated_at" in split.attributes)) {
      attributes["inactivated_at"] = attributes["status"] === "inactive" ? this.now : null
    }
    const row = rows.write(index, { id, attributes, refs: { ...stored.refs, ...split.refs } })
    if (split.attributes["primary"] === true) this.demoteOthers(table, row)
    return { kind: "changed", row: rows.read(index) }
  }

  /** Removes a row and all that cannot be without it. */
  remove(table: TableName, id: string): Changed {
    const index = this.world.tables[table].find(id)
    if (index < 0) return refused(404, `${table} ${id} is not there`)
    const row = this.world.tables[table].read(index)
    this.removeWith({ table, index }, this.hangingOn(table, id))
    return { kind: "changed", row }
  }

  /** What cannot be without a row, and what cannot be without that; each after what it hangs on. */
  private hangingOn(table: TableName, id: string): ReadonlyArray<Place> {
    return (dependents[table] ?? []).flatMap((dependent) => {
      const children = this.world.tables[dependent.table]
      return children
        .children(dependent.ref, id)
        .flatMap((index): ReadonlyArray<Place> => [
          { table: dependent.table, index },
          ...this.hangingOn(dependent.table, children.idAt(index))
        ])
    })
  }

  /** Removes a row together with chosen others. */
  removeWith(place: Place, along: ReadonlyArray<Place>): void {
    for (const child of along) this.world.tables[child.table].remove(child.index)
    this.world.tables[place.table].remove(place.index)
    this.cascades.set(`${place.table}:${place.index}`, along)
  }

  /** Brings a removed row back, with what went along with it. */
  restore(table: TableName, id: string, touch: boolean): Changed {
    const rows = this.world.tables[table]
    const index = rows.indexOf(id)
    if (index < 0) return refused(404, `${table} ${id} never was`)
    if (rows.isAlive(index)) return refused(409, `${table} ${id} is there`)
    const orphan = this.missingParent(table, rows.stored(index))
    if (orphan !== null) return refused(422, orphan)
    rows.restore(index)
    for (const child of this.cascades.get(`${table}:${index}`) ?? []) {
      const children = this.world.tables[child.table]
      if (this.missingParent(child.table, children.stored(child.index)) === null)
        children.restore(child.index)
    }
    this.cascades.delete(`${table}:${index}`)
    return this.edit(table, id, {}, touch)
  }

  private isDoubled(table: TableName, refs: Refs): boolean {
    const [first, second] = pairs[table] ?? []
    if (first === undefined || second === undefined) return false
    const rows = this.world.tables[table]
    return rows
      .children(first, refs[first] ?? "")
      .some((index) => rows.stored(index).refs[second] === refs[second])
  }

  private missingParent(table: TableName, row: Row): string | null {
    for (const [ref, reference] of Object.entries(references[table] ?? {})) {
      const id = row.refs[ref] ?? ""
      if (reference.required && this.world.tables[reference.table].find(id) < 0)
        return `${reference.table} ${id} is not there`
    }
    return null
  }

  private split(table: TableName, known: Attributes, changes: Changes): Split | Refused {
    const attributes: Attributes = {}
    const refs: Refs = {}
    for (const [field, value] of Object.entries(changes)) {
      const ref = field.endsWith("_id") ? field.slice(0, -3) : ""
      const reference = references[table]?.[ref]
      if (reference !== undefined) {
        const id = value === null ? null : String(value)
        const unique = reference.table === "GroupType" && id === "unique"
        if (id === null ? reference.required : !unique && this.world.tables[reference.table].find(id) < 0) {
          return refused(422, `${field}: ${reference.table} ${id} is not there`)
        }
        refs[ref] = id
      } else if (derived[table]?.includes(field) === true)
        return refused(422, `${field} follows from other records`)
      else if (field in known) attributes[field] = value
      else return refused(422, `${table} has no ${field}`)
    }
    return { attributes, refs }
  }

  /** Only one address can be the primary one; the others are demoted in silence, without their `updated_at` moving. */
  private demoteOthers(table: TableName, row: Row): void {
    if (!contactTables.includes(table) || row.attributes["primary"] !== true) return
    const rows = this.world.tables[table]
    for (const index of rows.children("person", row.refs["person"] ?? "")) {
      const other = rows.stored(index)
      if (other.id === row.id || other.attributes["primary"] !== true) continue
      rows.write(index, { ...other, attributes: { ...other.attributes, primary: false } }, null)
    }
  }
}
