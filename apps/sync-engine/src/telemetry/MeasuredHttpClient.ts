import { HttpClient } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { Clock, Effect, Exit, Layer } from "effect"
import { clientRequest } from "./Metrics.ts"

/** The HTTP client towards sources: connections are kept alive, and every request is measured. */
export const layer = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.transform((request) =>
      Effect.flatMap(Clock.currentTimeMillis, (begun) =>
        Effect.onExit(request, (exit) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) =>
            clientRequest.update(
              (now - begun) / 1000,
              Exit.match(exit, {
                onSuccess: ({ status }) => ({ "http.response.status_code": String(status) }),
                onFailure: (cause) => ({
                  "error.type": cause._tag === "Fail" ? cause.error.reason : "interrupted"
                })
              })
            )
          )
        )
      )
    )
  )
).pipe(Layer.provide(NodeHttpClient.layerUndici))
