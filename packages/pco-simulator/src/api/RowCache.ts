import type { Refs, RowRefs } from "../world/Row.ts"
import type { World } from "../world/World.ts"

/** A row ready to be served: its attributes are JSON text already. */
export interface ServedRow extends RowRefs {
  /** The `id` member as it is shown, with its comma; empty for a row that lost its id. */
  readonly shownId: string
  /** The references as they are shown. */
  readonly shownRefs: Refs
  readonly attributes: string
}

/** Keeps rows that were served, up to a number of characters; the first come stay, and any change clears all. */
export class RowCache {
  private readonly world: World
  private readonly capacity: number
  private readonly rows = new Map<string, Map<number, ServedRow>>()
  private version = -1
  private size = 0

  constructor(world: World, capacity: number) {
    this.world = world
    this.capacity = capacity
  }

  /** The rows kept under a key; a renderer takes them once a document. */
  under(key: string): Map<number, ServedRow> {
    if (this.version !== this.world.version) {
      this.rows.clear()
      this.size = 0
      this.version = this.world.version
    }
    const known = this.rows.get(key)
    if (known !== undefined) return known
    const made = new Map<number, ServedRow>()
    this.rows.set(key, made)
    return made
  }

  /** Keeps a row unless there is no more room. */
  keep(rows: Map<number, ServedRow>, index: number, row: ServedRow): void {
    if (this.size >= this.capacity) return
    this.size += row.attributes.length
    rows.set(index, row)
  }
}
