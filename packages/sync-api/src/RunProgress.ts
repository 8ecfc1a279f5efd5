import { Schema } from "effect"
import { Run } from "./Run.ts"
import { Timestamp } from "./Timestamp.ts"

/** How a run stands at an instant. The first one comes at once, then one a change; `finished` is the last. */
export const RunProgress = Schema.Struct({
  type: Schema.Literal("progress", "finished"),
  at: Timestamp,
  run: Run
}).annotations({ identifier: "RunProgress" })
/** @see {@link RunProgress} */
export type RunProgress = typeof RunProgress.Type

const encodeJson = Schema.encodeSync(Schema.parseJson(RunProgress))

/**
 * One server-sent event: its name is the progress's type, its data the progress as one line of JSON.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export const encodeServerSentEvent = (progress: RunProgress): string =>
  `event: ${progress.type}\ndata: ${encodeJson(progress)}\n\n`
