import { ParseResult, Schema } from "effect"

/** A raw record that is not what its wire schema promises; `path` leads to the first fault, as in `attributes.birthdate`. */
export class RecordFault extends Schema.TaggedError<RecordFault>("@openfaith/adapter-core/RecordFault")(
  "RecordFault",
  {
    entity: Schema.String,
    path: Schema.String,
    detail: Schema.String
  }
) {
  override get message(): string {
    return `${this.entity}: ${this.path === "" ? "the record" : this.path}: ${this.detail}`
  }

  /** The deepest issue of a parse error: for a nullable object it says which field is wrong, not that it is no null. */
  static fromParseError(entity: string, error: ParseResult.ParseError): RecordFault {
    const issues = ParseResult.ArrayFormatter.formatErrorSync(error)
    const deepest = issues.reduce((best, issue) => (issue.path.length > best.path.length ? issue : best))
    return new RecordFault({ entity, path: deepest.path.map(String).join("."), detail: deepest.message })
  }
}

/** A well-formed record that has no canonical meaning, such as one dated 30 February; `path` leads to the wire property. */
export class TransformFault extends Schema.TaggedError<TransformFault>(
  "@openfaith/adapter-core/TransformFault"
)("TransformFault", { entity: Schema.String, path: Schema.String, detail: Schema.String }) {
  override get message(): string {
    return `${this.entity}: ${this.path === "" ? "the record" : this.path}: ${this.detail}`
  }
}
