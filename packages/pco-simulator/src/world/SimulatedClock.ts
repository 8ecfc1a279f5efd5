/** The church's clock: the machine's, unless frozen or moved by hand. */
export class SimulatedClock {
  private offset = 0
  private frozen: number | null = null

  /** Milliseconds since 1970. */
  get millis(): number {
    return this.frozen ?? Date.now() + this.offset
  }

  /** Whole seconds since 1970, as timestamps are kept. */
  get seconds(): number {
    return Math.floor(this.millis / 1000)
  }

  get isFrozen(): boolean {
    return this.frozen !== null
  }

  freeze(millis: number): void {
    this.frozen = millis
  }

  advance(millis: number): void {
    if (this.frozen === null) this.offset += millis
    else this.frozen += millis
  }

  /** Back to the machine's time. */
  release(): void {
    this.frozen = null
    this.offset = 0
  }
}
