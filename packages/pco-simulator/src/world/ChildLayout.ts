/**
 * How rows hang on their parents: parent p has a number of children of its own, and children are numbered through.
 * Built when first asked for, in one pass, with four bytes a parent.
 */
export class ChildLayout {
  readonly parents: number
  private readonly countOf: (parent: number) => number
  private prefix: Uint32Array | undefined

  constructor(parents: number, countOf: (parent: number) => number) {
    this.parents = parents
    this.countOf = countOf
  }

  private starts(): Uint32Array {
    if (this.prefix !== undefined) return this.prefix
    const prefix = new Uint32Array(this.parents + 1)
    let total = 0
    for (let parent = 0; parent < this.parents; parent++) {
      prefix[parent] = total
      total += this.countOf(parent)
    }
    prefix[this.parents] = total
    this.prefix = prefix
    return prefix
  }

  /** How many children there are in all. */
  get size(): number {
    return this.starts()[this.parents] ?? 0
  }

  /** The number of the parent's first child. */
  startOf(parent: number): number {
    return this.starts()[parent] ?? 0
  }

  /** The numbers of a parent's children; none for a parent that was not generated. */
  childrenOf(parent: number): ReadonlyArray<number> {
    if (parent < 0 || parent >= this.parents) return []
    const end = this.startOf(parent + 1)
    const children: Array<number> = []
    for (let child = this.startOf(parent); child < end; child++) children.push(child)
    return children
  }

  /** The parent of a child: the last parent whose children start at or before it. */
  parentOf(child: number): number {
    const starts = this.starts()
    let low = 0
    let high = this.parents - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((starts[middle] ?? 0) <= child) low = middle
      else high = middle - 1
    }
    return low
  }
}
