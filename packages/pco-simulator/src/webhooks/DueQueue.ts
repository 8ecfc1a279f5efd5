interface Due {
  readonly dueAt: number
  readonly eventId: number
}

/** What waits for its time, the earliest first, and the earlier event first of what is due at once: a binary heap. */
export class DueQueue<A extends Due> {
  private heap: Array<A> = []

  get size(): number {
    return this.heap.length
  }

  peek(): A | undefined {
    return this.heap[0]
  }

  add(item: A): void {
    this.heap.push(item)
    let at = this.heap.length - 1
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (!this.isBefore(at, parent)) return
      this.swap(at, parent)
      at = parent
    }
  }

  take(): A | undefined {
    const first = this.heap[0]
    const last = this.heap.pop()
    if (last === undefined || this.heap.length === 0) return first
    this.heap[0] = last
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const smaller = this.isBefore(left + 1, left) ? left + 1 : left
      if (!this.isBefore(smaller, at)) return first
      this.swap(at, smaller)
      at = smaller
    }
  }

  /** Takes out what matches, and answers how many those were. */
  drop(matches: (item: A) => boolean): number {
    const before = this.heap
    this.heap = []
    for (const item of before) if (!matches(item)) this.add(item)
    return before.length - this.heap.length
  }

  private isBefore(at: number, other: number): boolean {
    const [one, two] = [this.heap[at], this.heap[other]]
    if (one === undefined || two === undefined) return one !== undefined
    return one.dueAt === two.dueAt ? one.eventId < two.eventId : one.dueAt < two.dueAt
  }

  private swap(at: number, other: number): void {
    const [one, two] = [this.heap[at], this.heap[other]]
    if (one === undefined || two === undefined) return
    this.heap[at] = two
    this.heap[other] = one
  }
}
