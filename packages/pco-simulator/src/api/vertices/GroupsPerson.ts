import type { Json, Row } from "../../world/Row.ts"
import type { World } from "../../world/World.ts"
import { childrenEdge, throughEdge, type Vertex } from "../Vertex.ts"

const contacts = (
  world: World,
  row: Row,
  table: "Email" | "PhoneNumber" | "Address",
  names: ReadonlyArray<string>
): ReadonlyArray<Json> =>
  world.tables[table].children("person", row.id).map((index) => {
    const { attributes } = world.tables[table].read(index)
    return Object.fromEntries(names.map((name) => [name, attributes[name] ?? null]))
  })

/**
 * The same people as the Groups product shows them: the type `Person` again, with other attributes.
 * @see https://developer.planning.center/docs/#/apps/groups/vertices/person
 */
export const GroupsPerson: Vertex = {
  name: "GroupsPerson",
  product: "groups",
  type: "Person",
  path: (row) => `/people/${row.id}`,
  relationships: [],
  edges: {
    groups: throughEdge("Group", "GroupMembership", "person", "group"),
    memberships: childrenEdge("Membership", "person")
  },
  canInclude: null,
  canOrderBy: ["first_name", "last_name"],
  canQueryBy: { first_name: "string", last_name: "string" },
  canFilter: null,
  onRequest: (row) => ({ child: row.attributes["child"] ?? false }),
  project: (row, world) => ({
    addresses: contacts(world, row, "Address", [
      "city",
      "location",
      "primary",
      "state",
      "street_line_1",
      "zip"
    ]),
    avatar_url: row.attributes["avatar"] ?? null,
    created_at: row.attributes["created_at"] ?? null,
    email_addresses: contacts(world, row, "Email", ["address", "location", "primary"]),
    first_name: row.attributes["first_name"] ?? null,
    gender: row.attributes["gender"] ?? null,
    last_name: row.attributes["last_name"] ?? null,
    permissions: row.attributes["site_administrator"] === true ? "administrator" : "member",
    phone_numbers: contacts(world, row, "PhoneNumber", ["number", "carrier", "location", "primary"])
  })
}
