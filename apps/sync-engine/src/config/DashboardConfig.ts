import { Config, Option } from "effect"
import { text, variableOr } from "./EnvironmentVariable.ts"

/** The folder of the built dashboard; none for the one that the engine came with. */
export const DashboardConfig: Config.Config<Option.Option<string>> = variableOr(
  "DASHBOARD_DIR",
  {
    example: "/opt/openfaith/dashboard",
    description:
      "the folder of the built dashboard that a node serves at /; empty for the one that it came with"
  },
  "",
  text
).pipe(Config.map((folder) => (folder === "" ? Option.none() : Option.some(folder))))
