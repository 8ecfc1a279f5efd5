import { json, type Reply, type Request, text } from "../api/Reply.ts"
import type { Json } from "../world/Row.ts"
import type { SimulatorState } from "../SimulatorState.ts"

const invalidClient = (): Reply =>
  json(401, {
    error: "invalid_client",
    error_description:
      "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method."
  })

const invalidGrant = (): Reply =>
  json(400, {
    error: "invalid_grant",
    error_description:
      "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client."
  })

const usedRefreshToken = (): Reply =>
  json(400, { error: "invalid_request", error_description: "The refresh token is no longer valid" })

const unsupportedGrant = (): Reply =>
  json(400, {
    error: "unsupported_grant_type",
    error_description: "The authorization grant type is not supported by the authorization server."
  })

const fromJson = (body: string): ReadonlyMap<string, string> => {
  try {
    const parsed: Json = JSON.parse(body)
    if (parsed === null || typeof parsed !== "object") return new Map()
    return new Map(Object.entries(parsed).map(([key, value]) => [key, String(value)]))
  } catch {
    return new Map()
  }
}

/** The parameters of a token request, sent as a form or as JSON, with the client perhaps in the header. */
const parametersOf = (request: Request): ReadonlyMap<string, string> => {
  const isJson = request.headers["content-type"]?.includes("json") === true
  const body = new Map(isJson ? fromJson(request.body) : new URLSearchParams(request.body))
  const [scheme = "", credential = ""] = (request.headers["authorization"] ?? "").split(" ", 2)
  if (scheme.toLowerCase() === "basic") {
    const [id = "", ...secret] = Buffer.from(credential, "base64").toString("utf8").split(":")
    body.set("client_id", id).set("client_secret", secret.join(":"))
  }
  return body
}

const token = (state: SimulatorState, request: Request): Reply => {
  const parameters = parametersOf(request)
  const { clientId, clientSecret } = state.options
  if (parameters.get("client_id") !== clientId || parameters.get("client_secret") !== clientSecret)
    return invalidClient()
  switch (parameters.get("grant_type")) {
    case "refresh_token": {
      const refreshed = state.oauth.exchange(parameters.get("refresh_token") ?? "")
      if (refreshed.kind === "refreshed") return json(200, { ...refreshed.pair })
      return refreshed.kind === "used" ? usedRefreshToken() : invalidGrant()
    }
    case "authorization_code": {
      const pair = state.oauth.trade(parameters.get("code") ?? "")
      return pair === null ? invalidGrant() : json(200, { ...pair })
    }
    default:
      return unsupportedGrant()
  }
}

/** Says yes at once for the organisation asked for: nobody is there to press a button. */
const authorize = (state: SimulatorState, request: Request): Reply => {
  const parameters = new URLSearchParams(request.query)
  const redirect = parameters.get("redirect_uri")
  if (
    parameters.get("client_id") !== state.options.clientId ||
    redirect === null ||
    !URL.canParse(redirect)
  ) {
    return invalidClient()
  }
  const organization =
    state.organizations[Number(parameters.get("organization") ?? "1") - 1] ?? state.organizations[0]
  const location = new URL(redirect)
  const grant = {
    organization: organization?.index ?? 0,
    user: organization?.user ?? "",
    scope: parameters.get("scope") ?? "people groups"
  }
  location.searchParams.set("code", state.oauth.authorize(grant))
  const passed = parameters.get("state")
  if (passed !== null) location.searchParams.set("state", passed)
  return { status: 302, headers: { location: location.toString() }, body: text("") }
}

/** `/oauth/token`, `/oauth/authorize` and `/oauth/revoke`; null for any other path. */
export const oauthEndpoint = (state: SimulatorState, request: Request): Reply | null => {
  if (request.path === "/oauth/token" && request.method === "POST") return token(state, request)
  if (request.path === "/oauth/authorize" && request.method === "GET") return authorize(state, request)
  if (request.path !== "/oauth/revoke" || request.method !== "POST") return null
  state.oauth.revoke(parametersOf(request).get("token") ?? "")
  return json(200, {})
}
