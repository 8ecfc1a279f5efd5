import { hash } from "../world/Random.ts"

const start = Date.UTC(2015, 0, 5, 14, 0, 0) / 1000
const end = Date.UTC(2025, 8, 30, 3, 0, 0) / 1000
const importSize = 400

/** Seconds in which an administrator changed many records at once: more ties than a page holds. */
const massEdits = [
  Date.UTC(2025, 9, 3, 16, 20, 11) / 1000,
  Date.UTC(2025, 9, 9, 8, 0, 0) / 1000,
  Date.UTC(2025, 9, 9, 8, 0, 1) / 1000
]
/** Nothing generated is newer than this. */
const newest = Date.UTC(2025, 9, 31, 23, 59, 59) / 1000

/** When things happened, for rows of which there are `size`: creation rises with the index, with ties. */
export class Timeline {
  readonly seed: number
  readonly size: number

  constructor(seed: number, size: number) {
    this.seed = seed
    this.size = Math.max(size, 1)
  }

  /** Second of creation: bulk imports put several hundred rows into one second, and some pairs share theirs. */
  createdAt(index: number): number {
    const imported = hash(this.seed, 11, Math.floor(index / importSize)) % 6 === 0
    const even = index - (index % 2)
    const paired = hash(this.seed, 12, even) % 10 === 0 ? even : index
    const at = imported ? index - (index % importSize) : paired
    return start + Math.floor((at * (end - start)) / this.size)
  }

  /** Second of the last change: often never, sometimes in a mass edit. */
  updatedAt(index: number, created: number, salt: number): number {
    const draw = hash(this.seed, 20 + salt, index)
    const kind = draw % 100
    if (kind < 40) return created
    if (kind < 55) return massEdits[draw % massEdits.length] ?? newest
    return created + (hash(this.seed, 60 + salt, index) % Math.max(1, newest - created))
  }
}
