import { Config, Either, Option } from "effect"
import { variableOr } from "./EnvironmentVariable.ts"

const roleName = (value: string): Either.Either<string, string> =>
  /^[a-z_][a-z0-9_]{0,62}$/.test(value)
    ? Either.right(value)
    : Either.left("must be the name of a role in lower case, or off")

/** The role of PostgreSQL in which a node works for one organisation; none when it goes without. */
export const OrganizationRoleConfig: Config.Config<Option.Option<string>> = variableOr(
  "ORGANIZATION_ROLE",
  {
    example: "openfaith_org",
    description:
      "the role of PostgreSQL in which a node works for one organisation, so that no statement reaches another's rows; " +
      "off to go without"
  },
  "openfaith_org",
  roleName
).pipe(Config.map((name) => (name === "off" ? Option.none() : Option.some(name))))
