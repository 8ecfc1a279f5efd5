import { Schema } from "effect"

/** Why no answer of an engine came from an address. */
export const UnreachableReason = Schema.Literal(
  "refused",
  "unknownHost",
  "notAnEngine",
  "tooMany",
  "cut",
  "transport"
)
/** @see {@link UnreachableReason} */
export type UnreachableReason = typeof UnreachableReason.Type

/** No answer of an engine came from the address; `detail` is a status or the operating system's code, if there is one. */
export class EngineUnreachable extends Schema.TaggedError<EngineUnreachable>()("EngineUnreachable", {
  url: Schema.String,
  reason: UnreachableReason,
  detail: Schema.NullOr(Schema.String),
  cause: Schema.Defect
}) {
  override get message(): string {
    const detail = this.detail === null ? "" : ` (${this.detail})`
    switch (this.reason) {
      case "refused":
        return `Nothing listens at ${this.url}: start a node with "sync-engine serve", or say where one is with --url or ENGINE_URL.`
      case "unknownHost":
        return `The host of ${this.url} is not known${detail}: check --url or ENGINE_URL.`
      case "notAnEngine":
        return `What answers at ${this.url} is not a sync-engine node${detail}: check --url or ENGINE_URL.`
      case "tooMany":
        return `${this.url} gets more requests from here than this machine's share: try again in a few seconds.`
      case "cut":
        return `The answer of ${this.url} ended early, as it does when a node stops: try again. A run goes on without it.`
      case "transport":
        return `${this.url} cannot be reached${detail}.`
    }
  }
}
