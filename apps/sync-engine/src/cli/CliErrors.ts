import { Schema } from "effect"

/** The command line was not told what it needs, or things that do not go together. */
export class UsageFault extends Schema.TaggedError<UsageFault>()("UsageFault", { problem: Schema.String }) {
  override get message(): string {
    return this.problem
  }
}

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

/** A watched run ended without having synced everything it could. */
export class RunUnsuccessful extends Schema.TaggedError<RunUnsuccessful>()("RunUnsuccessful", {
  runId: Schema.String,
  status: Schema.String
}) {
  override get message(): string {
    return `The run ${this.runId} ended as ${this.status}.`
  }
}

const faultsOf = {
  doctor: "things are wrong; what mends each stands above",
  cluster: "nodes are sick",
  verify: "entities differ from their source"
} as const

/** The command did what it was asked to, and what it looked at is not as it should be. */
export class FaultsFound extends Schema.TaggedError<FaultsFound>()("FaultsFound", {
  faults: Schema.Int,
  of: Schema.Literal("doctor", "cluster", "verify")
}) {
  override get message(): string {
    return `${this.faults} ${faultsOf[this.of]}.`
  }
}

/** Stored secrets are encrypted with keys that the environment does not hold. */
export class SecretsUnreadable extends Schema.TaggedError<SecretsUnreadable>()("SecretsUnreadable", {
  count: Schema.Int
}) {
  override get message(): string {
    return (
      `${this.count} stored secrets cannot be read by any key in ENCRYPTION_KEY, and were left as they are: ` +
      "add the key that they were encrypted with, or connect their accounts again."
    )
  }
}
