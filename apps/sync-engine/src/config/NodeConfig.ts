import { Config } from "effect"
import { oneOf, text, variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const port = wholeNumber(0, 65_535)

/** Where a node listens: HTTP for callers, the runner's socket for the other nodes. */
export const NodeConfig = Config.all({
  httpHost: variableOr(
    "HTTP_HOST",
    { example: "0.0.0.0", description: "the address that the HTTP server binds to" },
    "127.0.0.1",
    text
  ),
  httpPort: variableOr(
    "HTTP_PORT",
    { example: "8080", description: "the port of the HTTP server; 0 picks one" },
    8080,
    port
  ),
  runnerHost: variableOr(
    "RUNNER_HOST",
    {
      example: "10.0.0.12",
      description: "the address at which the other nodes of the cluster reach this one"
    },
    "127.0.0.1",
    text
  ),
  runnerPort: variableOr(
    "RUNNER_PORT",
    { example: "34431", description: "the port at which the other nodes of the cluster reach this one" },
    34_431,
    wholeNumber(1, 65_535)
  ),
  workShare: variableOr(
    "WORK_SHARE",
    {
      example: "10",
      description:
        "how much of the cluster's work this node takes, beside a node with 100; little for one that mainly answers people and takes deliveries"
    },
    100,
    wholeNumber(10, 1000)
  ),
  logFormat: variableOr(
    "LOG_FORMAT",
    { example: "json", description: "how log lines look: json for machines, pretty for people" },
    "json",
    oneOf("json", "pretty", "logfmt")
  ),
  logLevel: variableOr(
    "LOG_LEVEL",
    { example: "Info", description: "the least severe level that is logged" },
    "Info",
    oneOf("Trace", "Debug", "Info", "Warning", "Error")
  )
})

/** What {@link NodeConfig} yields. */
export type NodeConfig = Config.Config.Success<typeof NodeConfig>
