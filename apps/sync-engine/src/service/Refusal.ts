import type { AdapterError } from "@openfaith/adapter-core"
import { CredentialRefused, ServiceUnavailable } from "@openfaith/sync-api"

/** The upstream's refusal in its own words; that it does not answer at all says nothing of the credential. */
export const refusal = (error: AdapterError): CredentialRefused | ServiceUnavailable => {
  switch (error._tag) {
    case "Unauthorized":
    case "CredentialRejected":
      return new CredentialRefused({ upstreamStatus: 401, upstreamMessage: error.detail })
    case "Forbidden":
      return new CredentialRefused({ upstreamStatus: 403, upstreamMessage: error.detail })
    case "BadRequest":
      return new CredentialRefused({ upstreamStatus: error.status, upstreamMessage: error.detail })
    default:
      return new ServiceUnavailable({
        retryAfterSeconds: error._tag === "RateLimited" ? Math.ceil(error.retryAfterSeconds ?? 5) : 5,
        faults: [{ component: "upstream", message: error.message }]
      })
  }
}
