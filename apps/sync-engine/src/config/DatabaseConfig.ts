import { Config, Redacted } from "effect"
import { url, variable, variableOr, wholeNumber } from "./EnvironmentVariable.ts"

/** Where PostgreSQL is and how many connections a node may hold there. */
export const DatabaseConfig = Config.all({
  url: variable(
    "DATABASE_URL",
    {
      example: "postgres://openfaith:secret@localhost:5432/openfaith",
      description: "the PostgreSQL database of this cluster; one database serves one cluster"
    },
    url("postgres:", "postgresql:")
  ).pipe(Config.map(Redacted.make)),
  poolSize: variableOr(
    "DATABASE_POOL_SIZE",
    {
      example: "10",
      description: "the most connections of a node's sync work; its cluster work holds up to 6 more"
    },
    10,
    wholeNumber(2, 200)
  )
})

/** What {@link DatabaseConfig} yields. */
export type DatabaseConfig = Config.Config.Success<typeof DatabaseConfig>
