import { type RenderContext, Renderer } from "../api/Document.ts"
import { type Product, tableOf, type Vertex, type VertexName } from "../api/Vertex.ts"
import { vertices } from "../api/Vertices.ts"
import type { Organization } from "../Organization.ts"
import type { Json, TableName } from "../world/Row.ts"
import type { Action } from "../world/Table.ts"
import type { Change } from "./Changes.ts"

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** What a payload is made of besides the record. */
export interface Moment {
  readonly origin: string
  /** When it happened, as the API writes times. */
  readonly time: string
  readonly idempotencyToken: string
  /** Whether a destroyed record still names what it belonged to; upstream some do. */
  readonly keepsRelationships: boolean
}

/** Webhooks render at a version no subscriber chooses; it is older than the one REST answers in. */
const versions: Record<Product, string> = { people: "2020-07-22", groups: "2018-08-01" }

/** The one event seen without `meta` and without `included`. */
const bareEvent = "groups.v2.events.group.updated"

/** The vertex a table's events are about: its own, not the Groups product's view of it. */
export const vertexOf = (table: TableName): Vertex | null =>
  Object.values(vertices).find(
    ({ name }) => tableOf(name) === table && name !== ("GroupsPerson" satisfies VertexName)
  ) ?? null

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A member that is an object; empty when it is not there. */
export const objectIn = (from: JsonObject, name: string): JsonObject => {
  const value = from[name]
  return isObject(value) ? value : {}
}

/** An address had one `street` before it had lines. */
const olderAttributes = (vertex: Vertex, attributes: JsonObject): JsonObject => {
  if (vertex.name !== "Address") return attributes
  const { street_line_1: first, street_line_2: second, ...rest } = attributes
  const lines = [first, second].filter((line) => typeof line === "string" && line !== "")
  return { ...rest, street: lines.length === 0 ? null : lines.join("\n") }
}

const resourceOf = (
  organization: Organization,
  vertex: Vertex,
  index: number,
  origin: string
): JsonObject => {
  const { cache, corruption, world } = organization
  const context: RenderContext = {
    world,
    cache,
    origin,
    version: versions[vertex.product],
    organization: { id: organization.id, json: "" },
    // Rows on their way through a function are not kept in the cache, which every change empties anyway.
    damage: (shown, row) => (corruption.active ? corruption.apply(tableOf(shown.name), row) : row)
  }
  const parts: Array<string | number> = []
  new Renderer(context, new Map()).row(parts, vertex, index, new Map(), true)
  const parsed: Json = JSON.parse(parts.join("").slice(1))
  return isObject(parsed) ? parsed : {}
}

const metaOf = (organization: Organization, action: Action, vertex: Vertex, moment: Moment): JsonObject => {
  const parent = { id: organization.id, type: "Organization" }
  if (action === "destroyed") return { parent }
  return {
    ...(vertex.canInclude === null ? {} : { can_include: vertex.canInclude }),
    parent,
    event_time: moment.time,
    idempotency_token: moment.idempotencyToken
  }
}

/** The inner document of a delivery: the record as it is now, or what is left to say of one that went. */
export const payloadOf = (
  organization: Organization,
  vertex: Vertex,
  { action, index }: Change,
  name: string,
  moment: Moment
): JsonObject => {
  const resource = resourceOf(organization, vertex, index, moment.origin)
  const meta = metaOf(organization, action, vertex, moment)
  if (action === "destroyed") {
    const { attributes: _gone, relationships, ...left } = resource
    const named = relationships !== undefined && moment.keepsRelationships ? { relationships } : {}
    return { data: { ...left, ...named }, meta }
  }
  const data = { ...resource, attributes: olderAttributes(vertex, objectIn(resource, "attributes")) }
  return name === bareEvent ? { data } : { data, included: [], meta }
}
