import { authenticate, type Caller } from "../access/Authentication.ts"
import type { Permit } from "../access/RateLimiter.ts"
import { type FaultRule, shuffleOf } from "../admin/Faults.ts"
import type { SimulatorState } from "../SimulatorState.ts"
import { subscriptionsEndpoint } from "../webhooks/SubscriptionsEndpoint.ts"
import {
  forbidden,
  internalError,
  invalidPayload,
  notFound,
  rateLimited,
  unauthorized,
  unavailable,
  unsupportedVersion,
  userAgentRequired
} from "./ApiErrors.ts"
import { collectionBody, recordBody } from "./Collection.ts"
import type { RenderContext } from "./Document.ts"
import { parseQuery, type Query } from "./Query.ts"
import { type Body, type Reply, type Request, text } from "./Reply.ts"
import { route, type Target } from "./Route.ts"
import { type Product, tableOf } from "./Vertex.ts"
import { topLevel } from "./Vertices.ts"
import { type ServedProduct, versionFor } from "./Versions.ts"

/** A reply with how it travels: whole, cut in the middle, or never. */
export interface Delivery {
  readonly reply: Reply
  readonly transport: "whole" | "cut" | "held"
  readonly delayMs: number
  /** `organization:user` of whoever was recognised. */
  readonly user: string | null
}

const deepOffset = 30_000
const jsonApi = { "content-type": "application/vnd.api+json; charset=utf-8" }

const products: ReadonlyArray<ServedProduct> = ["people", "groups", "webhooks"]

const productOf = (path: string): ServedProduct | null =>
  products.find((product) => path === `/${product}/v2` || path.startsWith(`/${product}/v2/`)) ?? null

/** Two spellings of the period are in use upstream; each product here has one. */
const rateHeaders = (permit: Permit, product: ServedProduct, periodSeconds: number): Reply["headers"] => ({
  "x-pco-api-request-rate-limit": String(permit.limit),
  "x-pco-api-request-rate-period": product === "groups" ? `${periodSeconds} seconds` : String(periodSeconds),
  "x-pco-api-request-rate-count": String(permit.count)
})

const faultReply = (rule: FaultRule, limit: number, period: number): Reply | null => {
  switch (rule.kind) {
    case "429":
      return rateLimited(limit + 1, limit, period, rule.retryAfter)
    case "500":
      return internalError()
    case "503":
      return unavailable()
    case "revoked-token":
      return unauthorized("CAPUCHIN")
    case "wrong-json":
      return { status: 200, headers: jsonApi, body: text('{"links":{},"data":[{"type":"Person","id":') }
    case "html":
      return {
        status: 200,
        headers: { "content-type": "text/html; charset=utf-8" },
        body: text("<!DOCTYPE html><html><body><h1>We'll be right back</h1></body></html>")
      }
    default:
      return null
  }
}

/** Planning Center's API: products are read, webhooks subscribed to. */
export class Api {
  private readonly state: SimulatorState

  constructor(state: SimulatorState) {
    this.state = state
  }

  /** Answers a request for a product's path; null when the path is none. */
  handle(request: Request, now: number): Delivery | null {
    const product = productOf(request.path)
    if (product === null) return null
    const whole = (reply: Reply, user: string | null = null): Delivery => ({
      reply,
      transport: "whole",
      delayMs: 0,
      user
    })
    if ((request.headers["user-agent"] ?? "") === "") return whole(userAgentRequired())
    const authenticated = authenticate(this.state, request.headers["authorization"], product)
    if (authenticated.kind === "refused") return whole(authenticated.reply, authenticated.user)
    const { caller } = authenticated
    const query = parseQuery(request.query)
    const budget = this.state.budget(caller.key)
    const permit = budget.limiter.ask(now, query.offset > deepOffset)
    budget.meter.note(now, permit.allowed)
    const period = this.state.options.ratePeriodSeconds
    const headers = rateHeaders(permit, product, period)
    if (!permit.allowed) {
      const reply = rateLimited(permit.count, permit.limit, period, permit.retryAfterSeconds)
      return whole({ ...reply, headers: { ...headers, ...reply.headers } }, caller.key)
    }
    const delivery = this.answer(request, product, query, caller, permit)
    return { ...delivery, reply: { ...delivery.reply, headers: { ...headers, ...delivery.reply.headers } } }
  }

  private answer(
    request: Request,
    product: ServedProduct,
    query: Query,
    caller: Caller,
    permit: Permit
  ): Delivery {
    const segments = request.path
      .split("/")
      .slice(3)
      .filter((segment) => segment !== "")
    const target =
      product === "webhooks" ? null : route(caller.organization.world, product, segments, caller.user)
    const rules = this.state.faults.strike(`${request.path}?${request.query}`, (rule) =>
      affects(rule, target, query)
    )
    const delayMs = rules.reduce((sum, rule) => sum + (rule.kind === "latency" ? rule.ms : 0), 0)
    const rule = rules.find(({ kind }) => kind !== "latency")
    const replaced =
      rule === undefined ? null : faultReply(rule, permit.limit, this.state.options.ratePeriodSeconds)
    const held = rule?.kind === "timeout"
    return {
      reply: replaced ?? this.read(request, product, query, caller, target, rule ?? null),
      transport: held ? "held" : rule?.kind === "cut-body" ? "cut" : "whole",
      delayMs: held ? delayMs + rule.ms : delayMs,
      user: caller.key
    }
  }

  private read(
    request: Request,
    product: ServedProduct,
    query: Query,
    caller: Caller,
    target: Target | null,
    rule: FaultRule | null
  ): Reply {
    const asked = request.headers["x-pco-api-version"]
    const version = versionFor(product, asked)
    if (version === null) return unsupportedVersion(asked ?? "")
    const headers = { ...jsonApi, "x-pco-api-processed-as-version": version }
    if (product === "webhooks") {
      const reply = subscriptionsEndpoint(request, query, caller.organization, this.state.linkOrigin)
      return { ...reply, headers: { ...reply.headers, ...headers } }
    }
    if (request.method !== "GET") return hasData(request.body) ? forbidden() : invalidPayload()
    if (target === null) return notFound()
    return { status: 200, headers, body: this.body(request, product, query, caller, target, version, rule) }
  }

  private body(
    request: Request,
    product: Product,
    query: Query,
    { organization }: Caller,
    target: Target,
    version: string,
    rule: FaultRule | null
  ): Body {
    const origin = this.state.linkOrigin
    const { cache, corruption, selector, world } = organization
    const context: RenderContext = {
      world,
      cache,
      origin,
      version,
      organization: { id: organization.id, json: organization.resource(origin, product, request.path, []) },
      damage: corruption.active
        ? (vertex, row) =>
            vertex.name === "GroupsPerson" ? row : corruption.apply(tableOf(vertex.name), row)
        : null
    }
    switch (target.kind) {
      case "organization": {
        const data = organization.resource(origin, product, request.path, Object.keys(topLevel[product]))
        return text(
          `{"data":${data},"included":[],"meta":{"parent":{"id":"${organization.id}","type":"Organization"}}}`
        )
      }
      case "record":
        return recordBody(context, target.vertex, target.index, query, withId(target.parent, organization.id))
      case "list": {
        const selection = selector.select(target.vertex, target.within, query, this.state.clock.seconds)
        return collectionBody({
          context,
          vertex: target.vertex,
          selection,
          query,
          parent: withId(target.parent, organization.id),
          self: `${origin}${request.path}${request.query === "" ? "" : `?${request.query}`}`,
          path: `${origin}${request.path}`,
          shuffle: rule === null ? null : shuffleOf(rule, selection.total)
        })
      }
    }
  }
}

const withId = (parent: { readonly type: string; readonly id: string }, organizationId: string) =>
  parent.type === "Organization" ? { type: parent.type, id: organizationId } : parent

/** Rows can only repeat or go missing in a listing, and repeat only where something came before. */
const affects = (rule: FaultRule, target: Target | null, query: Query): boolean => {
  if (rule.kind !== "duplicate-rows" && rule.kind !== "missing-rows") return true
  return target?.kind === "list" && (rule.kind === "missing-rows" || query.offset > 0)
}

const hasData = (body: string): boolean => {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === "object" && parsed !== null && "data" in parsed
  } catch {
    return false
  }
}
