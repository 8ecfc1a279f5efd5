import { UpstreamUnavailable } from "@openfaith/adapter-core"

/** The error of an exchange that the HTTP client gave up because it took too long; null when that is not why. */
export const timeoutOf = (cause: unknown): UpstreamUnavailable | null =>
  cause instanceof Error && cause.name === "TimeoutError"
    ? new UpstreamUnavailable({ status: null, reason: "timeout" })
    : null
