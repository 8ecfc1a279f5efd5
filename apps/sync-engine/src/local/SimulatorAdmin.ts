import { FetchHttpClient, HttpBody, HttpClient, HttpClientRequest } from "@effect/platform"
import type { CanonicalEntityName } from "@openfaith/canonical"
import { Effect, Schema } from "effect"
import type { TruthRecord } from "./Truth.ts"

/** What the simulator counted since the start or the last reset. */
export const RequestCounts = Schema.Struct({
  total: Schema.Int,
  byStatus: Schema.Record({ key: Schema.String, value: Schema.Int })
})
/** @see {@link RequestCounts} */
export type RequestCounts = typeof RequestCounts.Type

/** The simulator's admin API, as far as the demo, the tests and the benchmarks use it. */
export interface SimulatorAdmin {
  readonly counts: Effect.Effect<Readonly<Record<string, number>>>
  readonly truth: (entity: CanonicalEntityName) => Effect.Effect<ReadonlyArray<TruthRecord>>
  readonly requests: Effect.Effect<RequestCounts>
  readonly call: (
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    body?: unknown
  ) => Effect.Effect<unknown>
}

/**
 * The admin API of the simulator at this URL, speaking of the church with this number. Its failures are defects: it is
 * ours and runs beside us.
 */
export const make = (url: string, organization = 1): SimulatorAdmin => {
  const ofChurch = (path: string) =>
    organization === 1 ? path : `${path}${path.includes("?") ? "&" : "?"}organization=${organization}`
  const text = (method: "GET" | "POST" | "PATCH" | "DELETE", path: string, body?: unknown) =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const request = HttpClientRequest.make(method)(`${url}${ofChurch(path)}`)
      const response = yield* client.execute(
        body === undefined ? request : HttpClientRequest.setBody(request, HttpBody.unsafeJson(body))
      )
      return yield* response.text
    }).pipe(Effect.scoped, Effect.provide(FetchHttpClient.layer), Effect.orDie)
  const call: SimulatorAdmin["call"] = (method, path, body) =>
    Effect.map(text(method, path, body), (answer): unknown => (answer === "" ? null : JSON.parse(answer)))
  return {
    call,
    counts: Effect.flatMap(call("GET", "/_sim/counts"), (answer) =>
      Effect.orDie(Schema.decodeUnknown(Schema.Record({ key: Schema.String, value: Schema.Int }))(answer))
    ),
    requests: Effect.flatMap(call("GET", "/_sim/requests"), (answer) =>
      Effect.orDie(Schema.decodeUnknown(RequestCounts)(answer))
    ),
    truth: (entity) =>
      Effect.map(text("GET", `/_sim/truth/${entity}`), (lines) =>
        lines
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line) as TruthRecord)
      )
  }
}
