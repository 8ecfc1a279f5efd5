import { HttpClientError } from "@effect/platform"
import { RpcClientError } from "@effect/rpc"
import { Effect, Option, Redacted } from "effect"
import { EngineUrlConfig } from "../config/ClientConfig.ts"
import { ApiKeyConfig } from "../config/SecurityConfig.ts"
import * as EngineClient from "./EngineClient.ts"
import { EngineUnreachable, type UnreachableReason } from "./EngineUnreachable.ts"

/** What lies at the bottom of a failure: the operating system's code, such as `ECONNREFUSED`, or else the last words. */
const rootOf = (error: unknown, words: string | null = null, depth = 0): string | null => {
  if (!(error instanceof Error) || depth > 8) return words
  return "code" in error && typeof error.code === "string"
    ? error.code
    : rootOf(error.cause, error.message, depth + 1)
}

const reasons: ReadonlyMap<string, UnreachableReason> = new Map([
  ["ECONNREFUSED", "refused"],
  ["ENOTFOUND", "unknownHost"],
  ["EAI_AGAIN", "unknownHost"]
])

/** What became of a call that no engine answered. */
const unreachable = (url: string, error: RpcClientError.RpcClientError): EngineUnreachable => {
  const { cause } = error
  if (cause instanceof HttpClientError.RequestError) {
    const detail = rootOf(cause)
    return new EngineUnreachable({ url, reason: reasons.get(detail ?? "") ?? "transport", detail, cause })
  }
  if (cause instanceof HttpClientError.ResponseError) {
    const { response } = cause
    if (response.status === 429) return new EngineUnreachable({ url, reason: "tooMany", detail: null, cause })
    const isEngine = response.status === 200 && EngineClient.isOfEngine(response)
    if (!isEngine)
      return new EngineUnreachable({ url, reason: "notAnEngine", detail: `status ${response.status}`, cause })
  }
  return new EngineUnreachable({ url, reason: "cut", detail: null, cause: cause ?? error })
}

/** Does something with the node at the given address, or at `ENGINE_URL`, under the key in `API_KEY`. */
export const withEngine = <A, E, R>(
  given: Option.Option<string>,
  use: (client: EngineClient.EngineClient) => Effect.Effect<A, E | RpcClientError.RpcClientError, R>
) =>
  Effect.gen(function* () {
    const url = Option.isSome(given) ? given.value : yield* EngineUrlConfig
    const apiKey = Option.getOrElse(yield* ApiKeyConfig, () => Redacted.make(""))
    const client = yield* EngineClient.make({ url, apiKey })
    return yield* Effect.catchIf(
      use(client),
      (error): error is RpcClientError.RpcClientError => error instanceof RpcClientError.RpcClientError,
      (error) => unreachable(url, error)
    )
  }).pipe(Effect.scoped)
