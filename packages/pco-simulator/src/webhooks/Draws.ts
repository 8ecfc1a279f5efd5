import { hash } from "../world/Random.ts"

/** A sequence of draws that is the same for the same seed. */
export class Draws {
  private readonly seed: number
  private drawn = 0

  constructor(seed: number) {
    this.seed = seed
  }

  private word(): number {
    this.drawn += 1
    return hash(this.seed, 800, this.drawn)
  }

  /** From 0 up to, and without, 1. */
  fraction(): number {
    return this.word() / 0x1_0000_0000
  }

  /** A whole number from 0 up to, and without, `limit`. */
  below(limit: number): number {
    return this.word() % limit
  }

  /** Lower-case hexadecimal digits, eight a word. */
  hex(words: number): string {
    return Array.from({ length: words }, () => this.word().toString(16).padStart(8, "0")).join("")
  }

  /** A version 4 UUID. */
  uuid(): string {
    const digits = this.hex(4)
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(13, 16)}`,
      `a${digits.slice(17, 20)}`,
      digits.slice(20)
    ].join("-")
  }
}
