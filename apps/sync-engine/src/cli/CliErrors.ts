import { Schema } from "effect"

/** The command line was not told what it needs, or things that do not go together. */
export class UsageFault extends Schema.TaggedError<UsageFault>()("UsageFault", { problem: Schema.String }) {
  override get message(): string {
    return this.problem
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
