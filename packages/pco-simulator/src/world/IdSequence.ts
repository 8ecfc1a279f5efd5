import { hash } from "./Random.ts"

const spacing = 3

/** Ascending ids with gaps, as a shared database hands them out: index to id and back without a table. */
export class IdSequence {
  readonly first: number
  readonly salt: number

  constructor(first: number, salt: number) {
    this.first = first
    this.salt = salt
  }

  /** The id of the row at an index. */
  at(index: number): number {
    return this.first + index * spacing + (hash(this.salt, 7, index) % spacing)
  }

  /** The index of an id, or -1 when the id falls into a gap. */
  indexOf(id: number): number {
    const index = Math.floor((id - this.first) / spacing)
    return index >= 0 && this.at(index) === id ? index : -1
  }

  /** An id near an index that no row has: what a record that went away before history began was called. */
  gap(index: number): number {
    return this.first + index * spacing + ((hash(this.salt, 7, index) + 1) % spacing)
  }
}
