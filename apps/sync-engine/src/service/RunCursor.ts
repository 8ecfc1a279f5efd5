import { Option, Schema } from "effect"
import type { RunsBehind } from "../stores/RunStore.ts"

const Position = Schema.parseJson(
  Schema.Tuple(Schema.String.pipe(Schema.pattern(/^[0-9 :.+-]{10,40}$/)), Schema.UUID)
)
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
