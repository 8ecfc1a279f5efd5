import { Option, Schema } from "effect"
import type { RunsBehind } from "../stores/RunStore.ts"

const form =
  /^(\d{4}-\d\d-\d\d) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?[+-](?:0\d|1[0-5])(?::[0-5]\d){0,2}$/

const isDay = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** A time as PostgreSQL writes it; one that does not exist would look like a fault of the database. */
const Timestamp = Schema.String.pipe(
  Schema.filter((text) => {
    const day = form.exec(text)?.[1]
    return day !== undefined && day >= "0001" && isDay(day)
  })
)

const Position = Schema.parseJson(Schema.Tuple(Timestamp, Schema.UUID))
const read = Schema.decodeOption(Position)

/** The opaque text that names a place in the list of runs. */
export const encode = ({ createdAt, runId }: RunsBehind): string =>
  Buffer.from(JSON.stringify([createdAt, runId])).toString("base64url")

/** The place that {@link encode} named; nothing when the text was not made by it. */
export const decode = (cursor: string): Option.Option<RunsBehind> =>
  Option.map(read(Buffer.from(cursor, "base64url").toString("utf8")), ([createdAt, runId]) => ({
    createdAt,
    runId
  }))
