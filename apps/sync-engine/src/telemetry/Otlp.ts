import * as OtlpMetrics from "@effect/opentelemetry/OtlpMetrics"
import * as OtlpSerialization from "@effect/opentelemetry/OtlpSerialization"
import * as OtlpTracer from "@effect/opentelemetry/OtlpTracer"
import { FetchHttpClient, HttpClient } from "@effect/platform"
import { Effect, Layer, Option, Redacted, Record } from "effect"
import type { TelemetryConfig } from "../config/TelemetryConfig.ts"
import { version } from "../Version.ts"
import { sampledTracer } from "./SampledTracer.ts"

const serializations = {
  "http/json": OtlpSerialization.layerJson,
  "http/protobuf": OtlpSerialization.layerProtobuf
}

// Exports must not be traced: each would make the next.
const layerClient = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.withTracerDisabledWhen(() => true)
  )
).pipe(Layer.provide(FetchHttpClient.layer))

/** Sends traces and metrics to a receiver of OTLP, where one is configured; one that is away costs nothing but them. */
export const layer = (config: TelemetryConfig, instance: string): Layer.Layer<never> =>
  Option.match(config.endpoint, {
    onNone: () => Layer.empty,
    onSome: (endpoint) => {
      const options = {
        resource: {
          serviceName: config.serviceName,
          serviceVersion: version,
          attributes: { "service.instance.id": instance }
        },
        headers: Record.map(config.headers, Redacted.value)
      }
      const tracer = Layer.unwrapScoped(
        Effect.gen(function* () {
          const exporting = yield* OtlpTracer.make({ ...options, url: `${endpoint}/v1/traces` })
          const local = yield* Effect.tracer
          return Layer.setTracer(
            sampledTracer({ exporting, local, share: config.sampled, random: Math.random })
          )
        })
      )
      return Layer.merge(OtlpMetrics.layer({ ...options, url: `${endpoint}/v1/metrics` }), tracer).pipe(
        Layer.provide([layerClient, serializations[config.protocol]])
      )
    }
  })
