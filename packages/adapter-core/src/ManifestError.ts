import { Schema } from "effect"

/** Why endpoints do not make a manifest; `path` names the place, as in `Person → Household → Person` or `Email.relationships.person.data`. */
export class ManifestError extends Schema.TaggedError<ManifestError>("@openfaith/adapter-core/ManifestError")(
  "ManifestError",
  {
    reason: Schema.Literal(
      "HardCycle",
      "UnknownReference",
      "DuplicateEndpoint",
      "DuplicateEntity",
      "UnknownCarrier",
      "UnknownParent",
      "UnfilledPathParameter",
      "NoListing",
      "PageTooSmall"
    ),
    path: Schema.String
  }
) {
  override get message(): string {
    return `${this.reason}: ${this.path}`
  }
}
