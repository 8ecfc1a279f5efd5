import { url, variableOr } from "./EnvironmentVariable.ts"

/** Where the command line reaches a node, unless it is told with `--url`. */
export const EngineUrlConfig = variableOr(
  "ENGINE_URL",
  {
    example: "https://sync.example.org",
    description: "the address of the node that the command line talks to"
  },
  "http://127.0.0.1:8080",
  url("http:", "https:")
)
