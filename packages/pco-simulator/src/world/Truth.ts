import { type Json, type Row, type TableName, tableNames } from "./Row.ts"
import type { World } from "./World.ts"

/** A record in plain facts: its id, its attributes, and for every reference `…_id`. */
export const factsOf = (row: Row): { readonly [field: string]: Json } => {
  const facts: Record<string, Json> = { id: row.id, ...row.attributes }
  for (const [ref, id] of Object.entries(row.refs)) facts[`${ref}_id`] = id
  return facts
}

/** Every living record of a table, one JSON line each, in id order, made as it is read. */
export function* truthLines(world: World, table: TableName): Generator<string> {
  const rows = world.tables[table]
  let lines: Array<string> = []
  for (const index of rows.alive()) {
    lines.push(JSON.stringify(factsOf(rows.read(index))))
    if (lines.length < 200) continue
    yield `${lines.join("\n")}\n`
    lines = []
  }
  if (lines.length > 0) yield `${lines.join("\n")}\n`
}

/** How many records of each entity are alive. */
export const countsOf = (world: World): { readonly [entity: string]: number } =>
  Object.fromEntries(tableNames.map((name) => [name, world.tables[name].count]))
