import { accessDenied, forbidden, unauthorized } from "../api/ApiErrors.ts"
import type { Reply } from "../api/Reply.ts"
import type { ServedProduct } from "../api/Versions.ts"
import type { Organization } from "../Organization.ts"
import type { SimulatorState } from "../SimulatorState.ts"

/** Who asks. */
export interface Caller {
  readonly organization: Organization
  /** Id of the person the credential belongs to. */
  readonly user: string
  /** `organization:user`: whose budget the request uses. */
  readonly key: string
}

/** A caller, or the reply that turns him away. */
export type Authenticated =
  | { readonly kind: "caller"; readonly caller: Caller }
  | { readonly kind: "refused"; readonly reply: Reply; readonly user: string | null }

const refused = (reply: Reply, user: string | null = null): Authenticated => ({
  kind: "refused",
  reply,
  user
})

const callerOf = (organization: Organization, user: string): Caller => ({
  organization,
  user,
  key: `${organization.id}:${user}`
})

/** Webhooks are no product of their own: whoever has a credential may subscribe. */
const isWithheld = (organization: Organization, product: ServedProduct): boolean =>
  product !== "webhooks" && organization.products?.has(product) === false

const byPassword = (state: SimulatorState, encoded: string, product: ServedProduct): Authenticated => {
  const [applicationId = "", ...rest] = Buffer.from(encoded, "base64").toString("utf8").split(":")
  const organization = state.organizations.find((each) => each.options.applicationId === applicationId)
  if (organization === undefined || organization.options.secret !== rest.join(":"))
    return refused(unauthorized(null))
  const caller = callerOf(organization, organization.user)
  if (organization.tokenRevoked) return refused(unauthorized("CAPUCHIN"), caller.key)
  if (isWithheld(organization, product)) return refused(forbidden(), caller.key)
  return { kind: "caller", caller }
}

const byToken = (state: SimulatorState, token: string, product: ServedProduct): Authenticated => {
  const found = state.oauth.look(token)
  if (found.kind === "unknown") return refused(accessDenied())
  if (found.kind !== "live") return refused(unauthorized(found.kind === "expired" ? "BABOON" : "CAPUCHIN"))
  const organization = state.organizations[found.grant.organization]
  if (organization === undefined) return refused(accessDenied())
  const caller = callerOf(organization, found.grant.user)
  if (product !== "webhooks" && !found.grant.scope.split(" ").includes(product))
    return refused(unauthorized("PELICAN"), caller.key)
  if (isWithheld(organization, product)) return refused(unauthorized("TRASH_PANDA"), caller.key)
  return { kind: "caller", caller }
}

/** Reads the `Authorization` header: a personal access token by Basic, or an OAuth token by Bearer. */
export const authenticate = (
  state: SimulatorState,
  header: string | undefined,
  product: ServedProduct
): Authenticated => {
  const [scheme = "", credential = ""] = (header ?? "").trim().split(/\s+/, 2)
  if (scheme.toLowerCase() === "basic") return byPassword(state, credential, product)
  if (scheme.toLowerCase() === "bearer") return byToken(state, credential, product)
  return refused(unauthorized(null))
}
