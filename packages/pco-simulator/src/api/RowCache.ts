import type { Refs, RowRefs } from "../world/Row.ts"
import type { World } from "../world/World.ts"

/** Where a text lies among the kept bytes: position and length in one number; 0 is nowhere. */
export type Slot = number

/** Text of a document: written as it is, or copied from where it is kept. */
export type Part = string | Slot

/** A row with its attributes written already. */
export interface ServedRow extends RowRefs {
  /** The `id` member as it is shown, with its comma; empty for a row that lost its id. */
  readonly shownId: string
  /** The references as they are shown. */
  readonly shownRefs: Refs
  readonly attributes: Part
}

/** What is kept of the rows of one vertex in one shape, by index. */
export interface KeptRows {
  /** For rows whose relationships depend on what is included. */
  readonly served: Map<number, ServedRow>
  /** The whole text of rows that include nothing. */
  readonly texts: Float64Array
}

const chunkSize = 4 * 1024 * 1024
const slotSize = 2 ** 17

/** A part without its first character, which takes one byte. */
export const withoutFirst = (part: Part): Part =>
  typeof part === "string" ? part.slice(1) : part + slotSize - 1

/**
 * Keeps rows that were served as bytes outside of the heap, where they cost the garbage collector nothing. The first
 * come stay until there is no more room, and any change to the world clears all.
 */
export class RowCache {
  private readonly world: World
  private readonly chunkLimit: number
  private readonly chunks: Array<Buffer> = []
  private readonly rows = new Map<string, KeptRows>()
  private version = -1
  /** Where the next text goes; the first byte is left free, so that no text lies nowhere. */
  private end = 1

  constructor(world: World, capacity: number) {
    this.world = world
    this.chunkLimit = Math.floor(capacity / chunkSize)
  }

  /** The rows kept under a key; a renderer takes them once a document. */
  under(key: string, extent: number): KeptRows {
    if (this.version !== this.world.version) {
      this.rows.clear()
      this.end = 1
      this.version = this.world.version
    }
    const known = this.rows.get(key)
    if (known !== undefined) return known
    const made: KeptRows = { served: new Map(), texts: new Float64Array(extent) }
    this.rows.set(key, made)
    return made
  }

  /** Keeps a text; 0 when there is no room for it. */
  keep(text: string): Slot {
    const needed = text.length * 3
    if (needed >= slotSize) return 0
    if (chunkSize - (this.end % chunkSize) < needed) this.end += chunkSize - (this.end % chunkSize)
    const at = Math.floor(this.end / chunkSize)
    if (at >= this.chunkLimit) return 0
    const chunk = (this.chunks[at] ??= Buffer.allocUnsafeSlow(chunkSize))
    const length = chunk.write(text, this.end % chunkSize)
    const slot = this.end * slotSize + length
    this.end += length
    return slot
  }

  /** The bytes of a document. */
  encode(parts: ReadonlyArray<Part>): Uint8Array {
    let size = 0
    for (const part of parts) size += typeof part === "string" ? Buffer.byteLength(part) : part % slotSize
    const bytes = Buffer.allocUnsafe(size)
    let end = 0
    for (const part of parts) {
      if (typeof part === "string") {
        end += bytes.write(part, end)
        continue
      }
      const position = Math.floor(part / slotSize)
      const from = position % chunkSize
      end +=
        this.chunks[Math.floor(position / chunkSize)]?.copy(bytes, end, from, from + (part % slotSize)) ?? 0
    }
    return bytes
  }
}
