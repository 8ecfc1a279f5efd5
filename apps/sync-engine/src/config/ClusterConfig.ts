import { Either } from "effect"
import { variableOr } from "./EnvironmentVariable.ts"

const word = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/

/** The cluster that this node belongs to; a database keeps the one that came first, and lets no other in. */
export const ClusterIdConfig = variableOr(
  "CLUSTER_ID",
  {
    example: "openfaith-staging",
    description: "the name of the cluster; a node refuses a database that serves a cluster of another name"
  },
  "openfaith",
  (value) =>
    word.test(value)
      ? Either.right(value)
      : Either.left("must be at most 63 letters, digits, dots, dashes or underscores")
)
