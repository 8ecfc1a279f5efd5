import { invalidPayload, notFound, unprocessable } from "../api/ApiErrors.ts"
import { type Query, queryAt } from "../api/Query.ts"
import { json, type Reply, type Request, text } from "../api/Reply.ts"
import type { Organization } from "../Organization.ts"
import type { Json } from "../world/Row.ts"
import { secondsText } from "../world/Timestamp.ts"
import { availableEvents, isEventName } from "./EventNames.ts"
import { type JsonObject, objectIn } from "./Payload.ts"
import type { Subscription } from "./Subscriptions.ts"
import type { Webhooks } from "./Webhooks.ts"

const root = "/webhooks/v2"
const types: ReadonlyArray<Json | undefined> = ["Subscription", "WebhookSubscription"]

interface Asked {
  readonly request: Request
  readonly query: Query
  readonly organization: Organization
  readonly webhooks: Webhooks
  readonly origin: string
}

const resourceOf = (subscription: Subscription, origin: string): JsonObject => ({
  type: "Subscription",
  id: subscription.id,
  attributes: {
    active: subscription.active,
    authenticity_secret: subscription.secret,
    created_at: secondsText(subscription.createdAt),
    name: subscription.name,
    updated_at: secondsText(subscription.updatedAt),
    url: subscription.url
  },
  links: { self: `${origin}${root}/subscriptions/${subscription.id}` }
})

const parentOf = ({ id }: Organization): JsonObject => ({ id, type: "Organization" })

const one = ({ organization, origin }: Asked, subscription: Subscription, status: number): Reply =>
  json(status, {
    data: resourceOf(subscription, origin),
    included: [],
    meta: { parent: parentOf(organization) }
  })

const page = ({ organization, origin, query, request }: Asked, rows: ReadonlyArray<JsonObject>): Reply => {
  const { offset, perPage } = query
  const data = rows.slice(offset, offset + perPage)
  const next = offset + perPage < rows.length ? offset + perPage : null
  const prev = offset > 0 ? Math.max(0, offset - perPage) : null
  const at = (place: number): string => `${origin}${request.path}?${queryAt(query, place)}`
  return json(200, {
    links: {
      self: `${origin}${request.path}${request.query === "" ? "" : `?${request.query}`}`,
      ...(next === null ? {} : { next: at(next) }),
      ...(prev === null ? {} : { prev: at(prev) })
    },
    data,
    included: [],
    meta: {
      total_count: rows.length,
      count: data.length,
      ...(next === null ? {} : { next: { offset: next } }),
      ...(prev === null ? {} : { prev: { offset: prev } }),
      can_order_by: [],
      can_query_by: [],
      parent: parentOf(organization)
    }
  })
}

/** The `data` of a write, or null when there is none. */
const dataOf = (body: string): JsonObject | null => {
  try {
    const parsed: JsonObject | null = JSON.parse(body)
    return parsed === null || typeof parsed !== "object" || !("data" in parsed)
      ? null
      : objectIn(parsed, "data")
  } catch {
    return null
  }
}

const isAddress = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)

const create = (asked: Asked): Reply => {
  const data = dataOf(asked.request.body)
  if (data === null) return invalidPayload()
  if (!types.includes(data["type"])) return unprocessable("type", "type is not Subscription")
  const { active = true, name, url } = objectIn(data, "attributes")
  if (typeof name !== "string" || !isEventName(name))
    return unprocessable("name", "name is not included in the list")
  if (typeof url !== "string" || !isAddress(url)) return unprocessable("url", "url is not valid")
  if (typeof active !== "boolean") return unprocessable("active", "active is not a boolean")
  return one(asked, asked.webhooks.subscriptions.create(name, url, active), 201)
}

const update = (asked: Asked, subscription: Subscription): Reply => {
  const data = dataOf(asked.request.body)
  if (data === null) return invalidPayload()
  const attributes = objectIn(data, "attributes")
  const other = Object.keys(attributes).find((name) => name !== "active")
  if (other !== undefined) return unprocessable(other, `${other} cannot be assigned`)
  const { active = subscription.active } = attributes
  if (typeof active !== "boolean") return unprocessable("active", "active is not a boolean")
  asked.webhooks.activate(subscription, active)
  asked.webhooks.subscriptions.touch(subscription)
  return one(asked, subscription, 200)
}

const list = (asked: Asked): Reply => {
  switch (asked.request.method) {
    case "GET":
      return page(
        asked,
        asked.webhooks.subscriptions.list().map((each) => resourceOf(each, asked.origin))
      )
    case "POST":
      return create(asked)
    default:
      return notFound()
  }
}

const member = (asked: Asked, subscription: Subscription): Reply => {
  switch (asked.request.method) {
    case "GET":
      return one(asked, subscription, 200)
    case "PATCH":
      return update(asked, subscription)
    case "DELETE":
      asked.webhooks.remove(subscription)
      return { status: 204, headers: {}, body: text("") }
    default:
      return notFound()
  }
}

const eventRows = (): ReadonlyArray<JsonObject> =>
  availableEvents.map((attributes) => ({
    type: "AvailableEvent",
    id: attributes.name,
    attributes: { ...attributes },
    links: {}
  }))

const welcome = ({ organization, origin }: Asked): Reply => {
  const links = Object.fromEntries(
    ["available_events", "subscriptions"].map((name) => [name, `${origin}${root}/${name}`])
  )
  return json(200, {
    data: {
      type: "Organization",
      id: organization.id,
      attributes: {},
      links: { ...links, self: `${origin}${root}` }
    },
    included: [],
    meta: { parent: parentOf(organization) }
  })
}

/** `/webhooks/v2`: its subscriptions and events. The documented `webhook_subscriptions` is not there, as upstream. */
export const subscriptionsEndpoint = (
  request: Request,
  query: Query,
  organization: Organization,
  origin: string
): Reply => {
  const asked = { request, query, organization, webhooks: organization.webhooks, origin }
  const [collection, id, ...rest] = request.path
    .slice(root.length)
    .split("/")
    .filter((segment) => segment !== "")
  if (rest.length > 0) return notFound()
  if (collection === "subscriptions") {
    if (id === undefined) return list(asked)
    const subscription = asked.webhooks.subscriptions.find(id)
    return subscription === null ? notFound() : member(asked, subscription)
  }
  if (request.method !== "GET" || id !== undefined) return notFound()
  if (collection === undefined) return welcome(asked)
  return collection === "available_events" ? page(asked, eventRows()) : notFound()
}
