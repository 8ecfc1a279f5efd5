import { json, type Reply, type Request } from "../api/Reply.ts"
import type { SimulatorState } from "../SimulatorState.ts"
import { isTableName, type Json } from "../world/Row.ts"
import { countsOf, truthLines } from "../world/Truth.ts"
import { type AdminCall, problem, withBody } from "./AdminCall.ts"
import { AccessInput, ClockInput, CorruptInput, FaultsInput, TokenChoice, TokenInput } from "./AdminInput.ts"
import { records } from "./AdminRecords.ts"
import { webhooks } from "./AdminWebhooks.ts"

const prefix = "/_sim"

const faults = (call: AdminCall): Reply | null => {
  const { faults: active } = call.state
  switch (call.method) {
    case "GET":
      return json(200, active.list())
    case "DELETE":
      active.clear()
      return json(200, [])
    case "POST":
      return withBody(call, FaultsInput, (input) => {
        for (const { path, times, ...rule } of Array.isArray(input) ? input : [input]) {
          active.add({
            ...rule,
            times: times._tag === "Some" ? times.value : null,
            path: path._tag === "Some" ? new RegExp(path.value) : null
          })
        }
        return json(200, active.list())
      })
    default:
      return null
  }
}

const corrupt = (call: AdminCall): Reply | null => {
  const { corruption } = call.organization
  const list = (): Reply =>
    json(
      200,
      corruption.list().map((damaged): Json => ({ ...damaged }))
    )
  switch (call.method) {
    case "GET":
      return list()
    case "DELETE":
      corruption.clear()
      return list()
    case "POST":
      return withBody(call, CorruptInput, (input) => {
        corruption.add(input)
        return list()
      })
    default:
      return null
  }
}

const clock = (call: AdminCall): Reply | null => {
  const { clock: time } = call.state
  const tell = (): Reply => json(200, { now: new Date(time.millis).toISOString(), frozen: time.isFrozen })
  if (call.method === "GET") return tell()
  if (call.method !== "POST") return null
  return withBody(call, ClockInput, ({ advanceSeconds, now, release }) => {
    if (release) time.release()
    if (now._tag === "Some") time.freeze(now.value.getTime())
    time.advance(advanceSeconds * 1000)
    return tell()
  })
}

const oauth = (call: AdminCall): Reply | null => {
  const { oauth: store } = call.state
  if (call.method !== "POST") return null
  switch (call.segments[1]) {
    case "tokens":
      return withBody(call, TokenInput, ({ expiresIn, scope, user }) => {
        const grant = {
          organization: call.organization.index,
          user: user._tag === "Some" ? user.value : call.organization.user,
          scope
        }
        return json(200, {
          ...(expiresIn._tag === "Some" ? store.issue(grant, expiresIn.value) : store.issue(grant))
        })
      })
    case "expire":
      return withBody(call, TokenChoice, ({ token }) =>
        json(200, { expired: store.expire(token._tag === "Some" ? token.value : null) })
      )
    case "revoke":
      return withBody(call, TokenChoice, ({ token }) =>
        json(200, { revoked: store.revoke(token._tag === "Some" ? token.value : null) })
      )
    default:
      return null
  }
}

const access = (call: AdminCall): Reply | null => {
  const { organization } = call
  if (call.method !== "POST") return null
  return withBody(call, AccessInput, ({ products, revoked }) => {
    if (products._tag === "Some")
      organization.products = products.value === null ? null : new Set(products.value)
    if (revoked._tag === "Some") organization.tokenRevoked = revoked.value
    const allowed = organization.products === null ? null : [...organization.products]
    return json(200, { products: allowed, revoked: organization.tokenRevoked })
  })
}

const requests = (call: AdminCall): Reply | null => {
  if (call.method === "GET")
    return json(200, call.state.log.report(Number(call.parameters.get("last") ?? "1000")))
  if (call.method !== "DELETE") return null
  call.state.log.reset()
  return json(200, {})
}

const budget = (call: AdminCall): Reply | null => {
  const { budgets } = call.state
  if (call.method === "GET") {
    return json(200, Object.fromEntries([...budgets].map(([user, { meter }]) => [user, meter.report()])))
  }
  if (call.method !== "DELETE") return null
  budgets.clear()
  return json(200, {})
}

const truth = (call: AdminCall): Reply | null => {
  const [, entity = ""] = call.segments
  if (call.method !== "GET" || !isTableName(entity)) return null
  const headers = { "content-type": "application/x-ndjson; charset=utf-8" }
  return {
    status: 200,
    headers,
    body: { kind: "stream", parts: truthLines(call.organization.world, entity) }
  }
}

const organizations = ({ method, state }: AdminCall): Reply | null =>
  method !== "GET"
    ? null
    : json(
        200,
        state.organizations.map(({ id, index, name, options, user }) => ({
          organization: index + 1,
          id,
          name,
          applicationId: options.applicationId,
          secret: options.secret,
          people: options.people,
          seed: options.seed,
          timeZone: options.timeZone,
          user
        }))
      )

const counts = (call: AdminCall): Reply | null =>
  call.method === "GET" ? json(200, countsOf(call.organization.world)) : null

const handlers: { readonly [name: string]: (call: AdminCall) => Reply | Promise<Reply> | null } = {
  access,
  budget,
  clock,
  corrupt,
  counts,
  faults,
  oauth,
  organizations,
  people: records,
  records,
  requests,
  truth,
  webhooks
}

/** Answers a request to the admin API, and announces what it changed; null when the path is not of it. */
export const admin = (state: SimulatorState, request: Request): Reply | Promise<Reply> | null => {
  if (!request.path.startsWith(`${prefix}/`)) return null
  const parameters = new URLSearchParams(request.query)
  const organization = state.organizations[Number(parameters.get("organization") ?? "1") - 1]
  if (organization === undefined) return problem(404, "There is no such organization")
  const segments = request.path.slice(prefix.length + 1).split("/")
  const call = { state, organization, method: request.method, segments, parameters, body: request.body }
  const reply = handlers[segments[0] ?? ""]?.(call) ?? problem(404, "The admin API has no such path")
  organization.webhooks.announce()
  return reply
}
