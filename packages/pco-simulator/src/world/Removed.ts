/** The indexes that were removed from a table, sorted, so that the k-th row that is left is found in log time. */
export class Removed {
  private readonly indexes: Array<number> = []

  get size(): number {
    return this.indexes.length
  }

  private lowerBound(index: number): number {
    let low = 0
    let high = this.indexes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.indexes[middle] ?? 0) < index) low = middle + 1
      else high = middle
    }
    return low
  }

  has(index: number): boolean {
    return this.indexes[this.lowerBound(index)] === index
  }

  add(index: number): void {
    const place = this.lowerBound(index)
    if (this.indexes[place] !== index) this.indexes.splice(place, 0, index)
  }

  delete(index: number): void {
    const place = this.lowerBound(index)
    if (this.indexes[place] === index) this.indexes.splice(place, 1)
  }

  /** The index of the row at a position among those that are left: as many removed ones as come before it are skipped. */
  indexAt(position: number): number {
    let low = 0
    let high = this.indexes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.indexes[middle] ?? 0) - middle <= position) low = middle + 1
      else high = middle
    }
    return position + low
  }
}
