import { Config, Option } from "effect"
import { text, variableOr } from "./EnvironmentVariable.ts"

/** The folder of the built dashboard; none for the one of this checkout. */
export const DashboardConfig: Config.Config<Option.Option<string>> = variableOr(
  "DASHBOARD_DIR",
  {
    example: "/opt/openfaith/dashboard",
    description: "the folder of the built dashboard that a node serves at /; empty for that of the checkout"
  },
  "",
  text
).pipe(Config.map((folder) => (folder === "" ? Option.none() : Option.some(folder))))
