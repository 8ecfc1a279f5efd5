import { SqlClient } from "@effect/sql"
import { canonicalEntities } from "@openfaith/canonical"
import { Clock, Effect } from "effect"
import { usualEntities } from "../local/CompareWithTruth.ts"
import { emptyTables, withDatabase } from "./BenchStack.ts"

/**
 * Seconds that PostgreSQL's COPY takes for the rows that are in the canonical tables: written to files of the server,
 * read back one table after the other into the same tables, emptied but with their indexes.
 */
export const measureCopy = (databaseUrl: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [directory] = yield* sql<{
      folder: string
    }>`select current_setting('data_directory') as folder`
    const tables = usualEntities.map((entity) => {
      const { table } = canonicalEntities[entity]
      return { name: `canonical.${table}`, file: `${directory?.folder}/${table}.copy` }
    })
    for (const { file, name } of tables) yield* sql.unsafe(`copy ${name} to '${file}'`)
    // Not in the transaction of the copies, which could then leave out the log.
    yield* emptyTables
    const began = yield* Clock.currentTimeMillis
    for (const { file, name } of tables) yield* sql.unsafe(`copy ${name} from '${file}'`)
    return ((yield* Clock.currentTimeMillis) - began) / 1000
  }).pipe(withDatabase(databaseUrl))
