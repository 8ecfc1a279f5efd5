import { Schema } from "effect"

/** This node may not work on that database: it serves another cluster, or a newer version has changed its schema. */
export class JoinRefused extends Schema.TaggedError<JoinRefused>()("JoinRefused", {
  reason: Schema.Literal("OtherCluster", "NewerSchema"),
  /** The cluster, or the newest migration, that this node knows. */
  expected: Schema.String,
  found: Schema.String
}) {
  override get message(): string {
    return this.reason === "OtherCluster"
      ? `The database serves cluster ${this.found}, and this node is of cluster ${this.expected}: check DATABASE_URL and CLUSTER_ID.`
      : `The database has schema ${this.found} of a newer version, and this node knows ${this.expected}: start a newer version.`
  }
}
