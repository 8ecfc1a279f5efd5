import { Config, Either, Option, Redacted } from "effect"
import { oneOf, text, url, variableOr } from "./EnvironmentVariable.ts"

const headers = (value: string): Either.Either<string, string> =>
  value.split(",").every((pair) => /^\s*[^=\s]+\s*=/.test(pair))
    ? Either.right(value)
    : Either.left("must be headers such as authorization=Bearer%20abc, with commas between them")

const parseHeaders = (value: string): Readonly<Record<string, Redacted.Redacted>> =>
  Object.fromEntries(
    value.split(",").map((pair) => {
      const at = pair.indexOf("=")
      return [
        pair.slice(0, at).trim().toLowerCase(),
        Redacted.make(decodeURIComponent(pair.slice(at + 1).trim()))
      ]
    })
  )

/** What the node tells of itself, and whom. The names are those that OpenTelemetry gives them. */
export const TelemetryConfig = Config.all({
  hasMetrics: variableOr(
    "METRICS",
    {
      example: "off",
      description: "whether a node shows its metrics at /metrics, which asks for no key: on or off"
    },
    "on",
    oneOf("on", "off")
  ).pipe(Config.map((word) => word === "on")),
  endpoint: variableOr<string>(
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    {
      example: "http://otel-collector:4318",
      description: "where traces and metrics are sent by OTLP over HTTP; empty for nowhere"
    },
    "",
    url("http:", "https:")
  ).pipe(Config.map(Option.liftPredicate((endpoint) => endpoint !== ""))),
  protocol: variableOr(
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    { example: "http/json", description: "how OTLP is written: http/protobuf or http/json" },
    "http/protobuf",
    oneOf("http/protobuf", "http/json")
  ),
  headers: variableOr<string>(
    "OTEL_EXPORTER_OTLP_HEADERS",
    {
      example: "authorization=Bearer%20abc",
      description: "headers that the receiver of OTLP wants, with commas between them"
    },
    "",
    headers
  ).pipe(Config.map((value) => (value === "" ? {} : parseHeaders(value)))),
  serviceName: variableOr(
    "OTEL_SERVICE_NAME",
    { example: "openfaith-sync-staging", description: "the name of this service in traces and metrics" },
    "openfaith-sync",
    text
  ),
  sampled: variableOr(
    "OTEL_TRACES_SAMPLER_ARG",
    { example: "0.1", description: "the share of traces that is sent, from 0 to 1" },
    1,
    (value) => {
      const share = Number(value)
      return share >= 0 && share <= 1 ? Either.right(share) : Either.left("must be a number from 0 to 1")
    }
  )
})

/** What {@link TelemetryConfig} yields. */
export type TelemetryConfig = Config.Config.Success<typeof TelemetryConfig>
