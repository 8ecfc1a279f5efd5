import {
  type AdapterError,
  CredentialRejected,
  isJsonObject,
  type JsonValue,
  UpstreamUnavailable
} from "@openfaith/adapter-core"
import { errorWords, parsedError } from "../jsonapi/ErrorWords.ts"
import { type FailedAnswer, statusError } from "./StatusError.ts"

// Each of them ends the grant: expired, revoked, already exchanged, or never meant for this; `invalid_request` is how a
// spent token is refused.
const endings: ReadonlySet<JsonValue | undefined> = new Set([
  "invalid_grant",
  "invalid_request",
  "invalid_client",
  "invalid_scope",
  "unauthorized_client",
  "unsupported_grant_type"
])

/**
 * The error a refused token request means. Only the named refusals end the grant; of everything else the next attempt may
 * know better.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2
 */
export const tokenError = (answer: FailedAnswer): AdapterError => {
  const said = parsedError(answer.body)
  if (isJsonObject(said) && endings.has(said["error"])) {
    return new CredentialRejected({ detail: errorWords(answer.body, answer.status) })
  }
  const error = statusError(answer)
  return error._tag === "RateLimited" || error._tag === "OriginViolation"
    ? error
    : new UpstreamUnavailable({ status: answer.status, reason: "status" })
}
