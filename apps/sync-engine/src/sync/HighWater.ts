import { type AnyEndpoint, type Timestamp, timestampOf } from "@openfaith/adapter-core"
import type { ReadPage } from "./PageSource.ts"

/** The timestamp by which changes of each entity can be asked; entities that have none are left out. */
export const changeTimestamps = (
  endpoints: Readonly<Record<string, AnyEndpoint>>,
  entities: ReadonlyArray<string>
): ReadonlyMap<string, string> =>
  new Map(
    Object.values(endpoints).flatMap(({ entity, incremental }) =>
      incremental !== null && entities.includes(entity.name) ? [[entity.name, incremental] as const] : []
    )
  )

/** The latest timestamp on these pages, entity by entity. */
export const highWater = (
  timestamps: ReadonlyMap<string, string>,
  pages: ReadonlyArray<ReadPage>
): ReadonlyMap<string, string> => {
  const latest = new Map<string, Timestamp>()
  for (const { records } of pages) {
    for (const { record } of records) {
      const field = timestamps.get(record.entity)
      const at = field === undefined ? null : timestampOf(record.raw, field)
      if (at !== null && at.time > (latest.get(record.entity)?.time ?? -Infinity))
        latest.set(record.entity, at)
    }
  }
  return new Map([...latest].map(([entity, { text }]) => [entity, text]))
}
