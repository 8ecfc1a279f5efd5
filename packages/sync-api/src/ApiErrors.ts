import { HttpApiError, HttpApiSchema } from "@effect/platform"
import { Array, Schema } from "effect"
import { KeyScope } from "./KeyScope.ts"

/** The key is missing or wrong; which of the two is not told. */
export class Unauthorized extends Schema.TaggedError<Unauthorized>()(
  "Unauthorized",
  {},
  HttpApiSchema.annotations({ status: 401, description: "The API key is missing or wrong" })
) {
  override get message(): string {
    return "The API key is missing or wrong"
  }
}

/**
 * The key is good, but not for this. That an organisation is not the key's is said of those that do not exist as well, so
 * that nobody learns which do.
 */
export class Forbidden extends Schema.TaggedError<Forbidden>()(
  "Forbidden",
  { reason: Schema.Literal("Scope", "Organization"), needs: KeyScope },
  HttpApiSchema.annotations({
    status: 403,
    description:
      "The key is not for this. Scope: a key of scope `needs` is. " +
      "Organization: a key for this organisation is, or one for all where no organisation is named."
  })
) {
  override get message(): string {
    return this.reason === "Scope"
      ? `This needs a key of scope ${this.needs}`
      : "This needs a key for the organisation, or for all of them"
  }
}

/** There is no such thing, or not in this organisation. */
export class NotFound extends Schema.TaggedError<NotFound>()(
  "NotFound",
  {
    resource: Schema.Literal(
      "organization",
      "connection",
      "run",
      "schedule",
      "heldDeletion",
      "deadLetter",
      "adapter",
      "key"
    ),
    id: Schema.String
  },
  HttpApiSchema.annotations({ status: 404, description: "There is no such thing" })
) {
  override get message(): string {
    return `No ${this.resource} ${this.id}`
  }
}

/** One fault of a request: where it is, such as `auth.secret` (empty for the whole body), and what was expected there. */
export const RequestFault = Schema.Struct({ path: Schema.String, message: Schema.String }).annotations({
  identifier: "RequestFault"
})
/** @see {@link RequestFault} */
export type RequestFault = typeof RequestFault.Type

// Such a message quotes the value found, which may be a secret.
const withoutValue = (message: string): string =>
  message.replace(/, actual [\s\S]*$/, "").replace(/^Unable to decode [\s\S]* into /, "Expected ")

// A value outside a list of literals is one fault, which the platform reports once a literal.
const onePerPath = (faults: ReadonlyArray<RequestFault>): ReadonlyArray<RequestFault> =>
  Object.entries(Array.groupBy(faults, ({ path }) => path)).map(([path, [first, ...others]]) => ({
    path,
    message: [first.message, ...others.map(({ message }) => message.replace(/^Expected /, ""))].join(" or ")
  }))

/** The request does not have the expected form. */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()(
  "InvalidRequest",
  { issues: Schema.Array(RequestFault) },
  HttpApiSchema.annotations({
    status: 400,
    description: "The request does not have the expected form; each fault is listed with its path"
  })
) {
  override get message(): string {
    return this.issues.map(({ message, path }) => (path === "" ? message : `${path}: ${message}`)).join("; ")
  }

  /** The same faults as those found by the platform, without the values found, which may be secrets. */
  static fromDecodeError(error: HttpApiError.HttpApiDecodeError): InvalidRequest {
    return new InvalidRequest({
      issues: onePerPath(
        error.issues.map(({ message, path }) => ({
          path: path.map(String).join("."),
          message: withoutValue(message)
        }))
      )
    })
  }
}

/** The body is larger than the engine reads. */
export class PayloadTooLarge extends Schema.TaggedError<PayloadTooLarge>()(
  "PayloadTooLarge",
  { limitBytes: Schema.Int },
  HttpApiSchema.annotations({ status: 413, description: "The body is larger than `limitBytes`" })
) {
  override get message(): string {
    return `The body is larger than ${this.limitBytes} bytes`
  }
}

/** The upstream was asked with this credential and refused it; nothing was stored. */
export class CredentialRefused extends Schema.TaggedError<CredentialRefused>()(
  "CredentialRefused",
  { upstreamStatus: Schema.Int, upstreamMessage: Schema.String },
  HttpApiSchema.annotations({
    status: 422,
    description: "The upstream refused the credential, in the words of `upstreamMessage`"
  })
) {
  override get message(): string {
    return `The upstream refused the credential with ${this.upstreamStatus}: ${this.upstreamMessage}`
  }
}

/** What stands against a request that is well-formed. */
export const ConflictReason = Schema.Literal(
  "NotConnected",
  "ConnectionParked",
  "RunFinished",
  "AlreadyDecided"
).annotations({
  identifier: "ConflictReason",
  description:
    "NotConnected: the organisation has no connection of this adapter. " +
    "ConnectionParked: the connection waits for a new credential. RunFinished: the run has ended already. " +
    "AlreadyDecided: the deletions are held no more."
})
/** @see {@link ConflictReason} */
export type ConflictReason = typeof ConflictReason.Type

/** The request does not fit how things stand. */
export class Conflict extends Schema.TaggedError<Conflict>()(
  "Conflict",
  { reason: ConflictReason },
  HttpApiSchema.annotations({ status: 409, description: "The request does not fit how things stand" })
) {
  override get message(): string {
    return this.reason
  }
}

/** A part that does not work now, such as `database` or `upstream`. */
export const ComponentFault = Schema.Struct({ component: Schema.String, message: Schema.String }).annotations(
  {
    identifier: "ComponentFault"
  }
)
/** @see {@link ComponentFault} */
export type ComponentFault = typeof ComponentFault.Type

/** The node cannot serve the request now; trying again after `retryAfterSeconds` is safe. */
export class ServiceUnavailable extends Schema.TaggedError<ServiceUnavailable>()(
  "ServiceUnavailable",
  { retryAfterSeconds: Schema.NullOr(Schema.NonNegativeInt), faults: Schema.Array(ComponentFault) },
  HttpApiSchema.annotations({ status: 503, description: "The node cannot serve the request now" })
) {
  override get message(): string {
    return this.faults.map(({ component, message }) => `${component}: ${message}`).join("; ")
  }
}

/** The caller asks more than its share; the same request after `retryAfterSeconds` is welcome. */
export class TooManyRequests extends Schema.TaggedError<TooManyRequests>()(
  "TooManyRequests",
  { retryAfterSeconds: Schema.NonNegativeInt },
  HttpApiSchema.annotations({
    status: 429,
    description: "The caller asks more than its share; `retry-after` says when to go on"
  })
) {
  override get message(): string {
    return `More requests than the caller's share; go on in ${this.retryAfterSeconds} s`
  }
}
