import {
  type AdapterError,
  BadRequest,
  CredentialRejected,
  Forbidden,
  NotFound,
  OriginViolation,
  RateLimited,
  Unauthorized,
  UpstreamUnavailable
} from "@openfaith/adapter-core"
import { errorWords } from "../jsonapi/ErrorWords.ts"
import { budgetOf } from "./Budget.ts"
import { retryAfterSeconds } from "./RetryAfter.ts"

/** An answer that is no success. */
export interface FailedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
  /** Where the request went. */
  readonly url: URL
  readonly nowMillis: number
}

// The hint says why a request is refused; only the last of these is the end of the grant.
const refusal = (body: string, words: string): AdapterError => {
  if (/\b(?:TRASH_PANDA|PELICAN)\b/.test(body)) return new Forbidden({ detail: words })
  return /\bCAPUCHIN\b/.test(body)
    ? new CredentialRejected({ detail: words })
    : new Unauthorized({ detail: words })
}

// A redirect is never followed: at another origin the credential would leak, and at ours no endpoint of the API redirects.
const redirection = ({ headers, status, url }: FailedAnswer): AdapterError => {
  const location = headers["location"] ?? ""
  const target = URL.canParse(location, url.href) ? new URL(location, url) : null
  return target === null || target.origin === url.origin
    ? new BadRequest({ status, detail: "redirected" })
    : new OriginViolation({ url: target.origin })
}

/**
 * The error an answer's status means. The body only adds words and hints: a 401 may be HTML, and any member of an error
 * may be missing.
 *
 * @see https://developer.planning.center/docs/#/overview/errors
 */
export const statusError = (answer: FailedAnswer): AdapterError => {
  const { body, headers, nowMillis, status, url } = answer
  const words = errorWords(body, status)
  if (status >= 500 || status === 408 || status === 425)
    return new UpstreamUnavailable({ status, reason: "status" })
  switch (status) {
    case 401:
      return refusal(body, words)
    case 403:
      return new Forbidden({ detail: words })
    case 404:
    case 410:
      return new NotFound({ path: url.pathname })
    case 429:
      return new RateLimited({
        retryAfterSeconds: retryAfterSeconds(headers["retry-after"], nowMillis),
        budget: budgetOf(headers)
      })
    default:
      return status >= 300 && status < 400 ? redirection(answer) : new BadRequest({ status, detail: words })
  }
}
