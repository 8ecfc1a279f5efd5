import type { Json } from "../world/Row.ts"
import { json, type Reply, text } from "./Reply.ts"

const errors = (
  status: number,
  error: { readonly [key: string]: Json },
  headers: Reply["headers"] = {}
): Reply => json(status, { errors: [error] }, headers)

/** The one answer for a record that is unknown, deleted or merged, for an unknown path, and for a to-one that is null. */
export const notFound = (): Reply =>
  errors(404, { status: "404", title: "Not Found", detail: "The resource you requested could not be found" })

/** The user may not see this product. */
export const forbidden = (): Reply =>
  errors(403, { status: "403", title: "Forbidden", detail: "You do not have access to this resource" })

/** Why a credential was refused, in the words the API's error carries as a hint. */
export type AuthHint = "TRASH_PANDA" | "PELICAN" | "BABOON" | "CAPUCHIN"

/** A credential that cannot be used; the hint is left out when there is nothing to say. */
export const unauthorized = (hint: AuthHint | null): Reply =>
  errors(401, {
    code: "unauthorized",
    title: "Unauthorized",
    status: "401",
    detail: `This request could not be authenticated.${hint === null ? "" : ` Error Code Hint: (${hint})`}`
  })

/** What an unknown bearer token gets: not JSON at all. */
export const accessDenied = (): Reply => ({
  status: 401,
  headers: { "content-type": "text/html; charset=utf-8", "www-authenticate": 'Basic realm="Application"' },
  body: text("HTTP Basic: Access denied.\n")
})

/** Every client has to say who it is. */
export const userAgentRequired = (): Reply =>
  errors(403, { status: "403", title: "Forbidden", detail: "A User-Agent header is required" })

/** A version older than the API's oldest. */
export const unsupportedVersion = (asked: string): Reply =>
  errors(400, {
    status: "400",
    title: "Bad Request",
    code: "unsupported_version_error",
    detail: `The version ${asked} is not supported`
  })

/** A write without a document. */
export const invalidPayload = (): Reply =>
  errors(400, {
    status: "400",
    title: "Bad Request",
    code: "invalid_resource_payload",
    detail: "The payload given does not contain a 'data' key."
  })

/** A value that cannot be. */
export const unprocessable = (parameter: string, detail: string): Reply =>
  errors(422, { status: "422", title: "Unprocessable Entity", detail, source: { parameter } })

/** Too many requests; this body has no `status`. */
export const rateLimited = (count: number, limit: number, period: number, retryAfter: number): Reply =>
  errors(
    429,
    {
      code: "429",
      title: "Too Many Requests",
      detail: `Rate limit exceeded: ${count} of ${limit} requests per ${period} seconds`
    },
    { "retry-after": String(retryAfter) }
  )

/** Something broke upstream. */
export const internalError = (): Reply =>
  errors(500, {
    status: "500",
    title: "Internal Server Error",
    detail:
      "An internal server error occurred on our end and we've been notified. Please contact support if the issue persists."
  })

/** Upstream is away for a moment. */
export const unavailable = (): Reply =>
  errors(503, {
    status: "503",
    title: "Service Unavailable",
    detail: "The service is temporarily unavailable"
  })
