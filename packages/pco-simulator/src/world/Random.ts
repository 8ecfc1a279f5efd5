/** A well-mixed unsigned 32-bit number that depends on nothing but its three inputs. */
export const hash = (seed: number, salt: number, index: number): number => {
  let h = Math.imul(seed, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)
  h ^= h >>> 16
  h = Math.imul(h, 0x7feb352d)
  h ^= h >>> 15
  h = Math.imul(h, 0x846ca68b)
  h ^= h >>> 16
  return h >>> 0
}

/** The draws of one generated row: the same row and salt always give the same value. */
export class Dice {
  readonly seed: number

  constructor(seed: number, salt: number, index: number) {
    this.seed = hash(seed, salt, index)
  }

  /** A whole number from 0 up to, and without, `limit`. */
  below(salt: number, limit: number): number {
    return hash(this.seed, salt, 0) % limit
  }

  /** True in about `perMille` of a thousand rows. */
  chance(salt: number, perMille: number): boolean {
    return hash(this.seed, salt, 0) % 1000 < perMille
  }

  /** One member of a list that is not empty. */
  pick<A>(salt: number, values: readonly [A, ...ReadonlyArray<A>]): A {
    return values[hash(this.seed, salt, 0) % values.length] ?? values[0]
  }
}
