import { Schema } from "effect"

/** The database user may neither make the role nor join it. */
export class OrganizationRoleRefused extends Schema.TaggedError<OrganizationRoleRefused>()(
  "OrganizationRoleRefused",
  { role: Schema.String, user: Schema.String, cause: Schema.Defect }
) {
  override get message(): string {
    return (
      `The database user ${this.user} may not make the role ${this.role}, or not work in it. Have an administrator of ` +
      `PostgreSQL run: create role ${this.role} nologin; grant ${this.role} to "${this.user}"; ` +
      "To go without the wall between organisations that it is for, set ORGANIZATION_ROLE=off."
    )
  }
}
