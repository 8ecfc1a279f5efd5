import { Schema } from "effect"
import { BudgetReport } from "./Page.ts"

const id = <Tag extends string>(tag: Tag) => `@openfaith/adapter-core/${tag}` as const

/** The source does not accept the credential now; a refresh may help. Permanent once a refreshed credential is refused too. */
export class Unauthorized extends Schema.TaggedError<Unauthorized>(id("Unauthorized"))("Unauthorized", {
  detail: Schema.String
}) {
  override get message(): string {
    return `the credential was refused: ${this.detail}`
  }
}

/** The credential is revoked or its refresh was refused: a person has to connect again. */
export class CredentialRejected extends Schema.TaggedError<CredentialRejected>(id("CredentialRejected"))(
  "CredentialRejected",
  { detail: Schema.String }
) {
  override get message(): string {
    return `the credential is no longer valid: ${this.detail}`
  }
}

/** The credential is good but may not read this. */
export class Forbidden extends Schema.TaggedError<Forbidden>(id("Forbidden"))("Forbidden", {
  detail: Schema.String
}) {
  override get message(): string {
    return `not allowed: ${this.detail}`
  }
}

/** The source knows nothing at this path: deleted, merged or never there. */
export class NotFound extends Schema.TaggedError<NotFound>(id("NotFound"))("NotFound", {
  path: Schema.String
}) {
  override get message(): string {
    return `nothing at ${this.path}`
  }
}

/**
 * The request budget is used up; the wait is null when the source did not say how long, the budget when it did not say
 * what it is.
 */
export class RateLimited extends Schema.TaggedError<RateLimited>(id("RateLimited"))("RateLimited", {
  retryAfterSeconds: Schema.NullOr(Schema.Number),
  budget: Schema.optionalWith(Schema.NullOr(BudgetReport), { default: () => null })
}) {
  override get message(): string {
    return this.retryAfterSeconds === null ? "rate limited" : `rate limited for ${this.retryAfterSeconds} s`
  }
}

/** The source calls the request itself wrong; sending it again changes nothing. */
export class BadRequest extends Schema.TaggedError<BadRequest>(id("BadRequest"))("BadRequest", {
  status: Schema.Number,
  detail: Schema.String
}) {
  override get message(): string {
    return `status ${this.status}: ${this.detail}`
  }
}

/** The source could not answer: a server status, no answer in time, or no connection. */
export class UpstreamUnavailable extends Schema.TaggedError<UpstreamUnavailable>(id("UpstreamUnavailable"))(
  "UpstreamUnavailable",
  {
    status: Schema.NullOr(Schema.Number),
    reason: Schema.Literal("status", "timeout", "transport"),
    cause: Schema.optional(Schema.Defect)
  }
) {
  override get message(): string {
    return this.status === null ? `no answer: ${this.reason}` : `no answer: status ${this.status}`
  }
}

/** The answer is no page: not JSON, JSON of another shape, cut off in the middle, or another content type. */
export class MalformedResponse extends Schema.TaggedError<MalformedResponse>(id("MalformedResponse"))(
  "MalformedResponse",
  { reason: Schema.Literal("json", "shape", "cut", "contentType"), detail: Schema.String }
) {
  override get message(): string {
    return `malformed response (${this.reason}): ${this.detail}`
  }
}

/** The answer is larger than we are willing to hold. */
export class BodyTooLarge extends Schema.TaggedError<BodyTooLarge>(id("BodyTooLarge"))("BodyTooLarge", {
  limitBytes: Schema.Number
}) {
  override get message(): string {
    return `the answer exceeds ${this.limitBytes} bytes`
  }
}

/** The source pointed us at another origin; the credential is never sent there. */
export class OriginViolation extends Schema.TaggedError<OriginViolation>(id("OriginViolation"))(
  "OriginViolation",
  {
    url: Schema.String
  }
) {
  override get message(): string {
    return `${this.url} is outside the configured origin`
  }
}

/** Why a listing cannot be walked to its end. */
export const PaginationFaultReason = Schema.Literal(
  "EmptyPageWithNext",
  "RepeatedPage",
  "NeverEnding",
  "OffsetDidNotMove"
)
/** @see {@link PaginationFaultReason} */
export type PaginationFaultReason = typeof PaginationFaultReason.Type

/** The pages of a listing contradict each other or never end. */
export class PaginationFault extends Schema.TaggedError<PaginationFault>(id("PaginationFault"))(
  "PaginationFault",
  {
    reason: PaginationFaultReason
  }
) {
  override get message(): string {
    return `the listing cannot be walked: ${this.reason}`
  }
}

/** Everything that can go wrong between us and a source. */
export const AdapterError = Schema.Union(
  Unauthorized,
  CredentialRejected,
  Forbidden,
  NotFound,
  RateLimited,
  BadRequest,
  UpstreamUnavailable,
  MalformedResponse,
  BodyTooLarge,
  OriginViolation,
  PaginationFault
)
/** @see {@link AdapterError} */
export type AdapterError = typeof AdapterError.Type

/** True when the same request may succeed later without anyone's doing. */
export const isTransient = (error: AdapterError): boolean => {
  switch (error._tag) {
    case "RateLimited":
    case "UpstreamUnavailable":
      return true
    case "MalformedResponse":
      // Proxies cut bodies and answer with pages of their own; a wrong shape is the API's considered answer.
      return error.reason !== "shape"
    case "Unauthorized":
    case "CredentialRejected":
    case "Forbidden":
    case "NotFound":
    case "BadRequest":
    case "BodyTooLarge":
    case "OriginViolation":
    case "PaginationFault":
      return false
  }
}
