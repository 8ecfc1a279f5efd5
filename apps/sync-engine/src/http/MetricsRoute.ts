import { HttpApiBuilder, HttpServerResponse } from "@effect/platform"
import { Effect, Layer, Metric } from "effect"
import { TelemetryConfig } from "../config/TelemetryConfig.ts"
import { contentType, prometheusText } from "../telemetry/Prometheus.ts"

/** `/metrics` for Prometheus, without a key: nothing in it names an organisation. */
export const layer = Layer.unwrapEffect(
  Effect.map(TelemetryConfig, ({ hasMetrics }) =>
    hasMetrics
      ? HttpApiBuilder.Router.use((router) =>
          router.get(
            "/metrics",
            Effect.map(Metric.snapshot, (metrics) =>
              HttpServerResponse.text(prometheusText(metrics), { contentType })
            )
          )
        )
      : Layer.empty
  )
)
