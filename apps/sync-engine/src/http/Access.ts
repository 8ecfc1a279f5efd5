import { HttpApi } from "@effect/platform"
import {
  type Caller,
  Forbidden,
  includesScope,
  type KeyScope,
  RequiredScope,
  SyncApi
} from "@openfaith/sync-api"
import { Context, Effect, Option } from "effect"

/** What is asked: an operation that needs a scope, and the organisation it names, if it names one. */
export interface Asked {
  readonly scope: KeyScope
  readonly orgId: string | null
}

/** Looking at what belongs to nobody is open to every key; doing more there is not, since it concerns all organisations. */
const isForOrganization = ({ organizations }: Caller["Type"], { orgId, scope }: Asked): boolean =>
  organizations === null || (orgId === null ? scope === "read" : organizations.includes(orgId))

/** Lets through who may do what is asked. */
export const permit = (caller: Caller["Type"], asked: Asked): Effect.Effect<Caller["Type"], Forbidden> => {
  if (!includesScope(caller.scope, asked.scope)) return new Forbidden({ reason: "Scope", needs: asked.scope })
  return isForOrganization(caller, asked)
    ? Effect.succeed(caller)
    : new Forbidden({ reason: "Organization", needs: asked.scope })
}

/** The scope that an operation declares; one that declares none is nobody's but an administrator's. */
export const scopeOf = (annotations: Context.Context<never>): KeyScope =>
  Option.getOrElse(Context.getOption(annotations, RequiredScope), () => "admin" as const)

const byRoute = new Map<string, KeyScope>()
HttpApi.reflect(SyncApi, {
  onGroup: () => undefined,
  onEndpoint: ({ endpoint, mergedAnnotations }) =>
    void byRoute.set(`${endpoint.method} ${endpoint.path}`, scopeOf(mergedAnnotations))
})

/** The scope that the endpoint of a route declares. */
export const scopeOfRoute = (method: string, path: string): KeyScope =>
  byRoute.get(`${method} ${path}`) ?? "admin"
