import { Schema } from "effect"

/** No PostgreSQL binaries that run here: the platform has none, they are not installed, or they do not start. */
export class BinariesUnavailable extends Schema.TaggedError<BinariesUnavailable>()("BinariesUnavailable", {
  platform: Schema.String,
  reason: Schema.Literal("unsupportedPlatform", "notInstalled", "notCopied", "doNotRun"),
  output: Schema.String
}) {
  override get message() {
    const words = {
      unsupportedPlatform: "PostgreSQL comes without binaries for this platform",
      notInstalled: "the PostgreSQL binaries are not installed (optional dependencies left out?)",
      notCopied: "the PostgreSQL binaries could not be copied to a temporary folder",
      doNotRun: "the PostgreSQL binaries do not run here"
    }
    return `${words[this.reason]} (${this.platform}); set DATABASE_URL to use a server of your own. ${this.output}`
  }
}

/** PostgreSQL refuses to run as root, and no other account exists that it could run as. */
export class NoServerAccount extends Schema.TaggedError<NoServerAccount>()("NoServerAccount", {
  tried: Schema.Array(Schema.String)
}) {
  override get message() {
    return `PostgreSQL does not run as root and none of these accounts exists: ${this.tried.join(", ")}; set DATABASE_URL to use a server of your own`
  }
}

/** A step of the server's life failed; `log` holds the last lines it wrote. */
export class ServerFailed extends Schema.TaggedError<ServerFailed>()("ServerFailed", {
  step: Schema.Literal("initdb", "start", "stop"),
  reason: Schema.Literal("exited", "timedOut"),
  log: Schema.String
}) {
  override get message() {
    return `PostgreSQL: ${this.step} ${this.reason === "exited" ? "exited early" : "took too long"}\n${this.log}`
  }
}

/** A statement that creates, copies or drops a test database failed, or the server could not be reached for it. */
export class AdminStatementFailed extends Schema.TaggedError<AdminStatementFailed>()("AdminStatementFailed", {
  statement: Schema.String,
  cause: Schema.Defect
}) {
  override get message() {
    return `"${this.statement}" failed: ${this.cause instanceof Error ? this.cause.message : String(this.cause)}`
  }
}

/** Everything that can go wrong on the way to a running server; none of it passes by waiting. */
export type LocalPostgresError = BinariesUnavailable | NoServerAccount | ServerFailed
