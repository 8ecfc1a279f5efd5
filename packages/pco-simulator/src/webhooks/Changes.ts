import { type TableName, tableNames } from "../world/Row.ts"
import type { Action } from "../world/Table.ts"
import type { World } from "../world/World.ts"

/** A record that was changed. */
export interface Change {
  readonly table: TableName
  readonly index: number
  readonly action: Action
}

/** What two changes of a record come to when nobody looked in between; null when they undo each other. */
export const combined = (before: Action | null, after: Action): Action | null => {
  if (before === null) return after
  if (before === "created") return after === "destroyed" ? null : "created"
  if (before === "destroyed") return after === "created" ? "updated" : "destroyed"
  return after === "created" ? "updated" : after
}

/** Notes what is done to a world until it is taken. */
export class Changes {
  private readonly noted = new Map<string, Change>()

  constructor(world: World) {
    for (const table of tableNames) {
      world.tables[table].onChange = (action, index) => this.note(table, index, action)
    }
  }

  /** The changes since the last time, one a record, in the order they began. */
  take(): ReadonlyArray<Change> {
    const changes = [...this.noted.values()]
    this.noted.clear()
    return changes
  }

  private note(table: TableName, index: number, after: Action): void {
    const key = `${table}:${index}`
    const action = combined(this.noted.get(key)?.action ?? null, after)
    if (action === null) this.noted.delete(key)
    else this.noted.set(key, { table, index, action })
  }
}
