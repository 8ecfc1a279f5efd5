import { type HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Effect } from "effect"
import { HstsConfig } from "../config/SecurityConfig.ts"

/** Where the documentation of the API is. */
export const docsPath = "/docs"

// The documents bring their script and styles within the page, and ask this node only.
const docsPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")

// Answers for programs: a browser that is led to one does nothing with it.
const otherPolicy = "default-src 'none'; frame-ancestors 'none'"

/** Adds to an answer what keeps browsers from doing with it what nobody meant; pages have a content policy of their own. */
export const securityHeaders = Effect.map(HstsConfig, (seconds) => {
  const everywhere = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    ...(seconds === 0 ? {} : { "strict-transport-security": `max-age=${seconds}; includeSubDomains` })
  }
  return (
    request: HttpServerRequest.HttpServerRequest,
    response: HttpServerResponse.HttpServerResponse
  ): HttpServerResponse.HttpServerResponse =>
    HttpServerResponse.setHeaders(response, {
      ...everywhere,
      "content-security-policy":
        response.headers["content-security-policy"] ??
        (request.url.startsWith(docsPath) ? docsPolicy : otherPolicy)
    })
})
