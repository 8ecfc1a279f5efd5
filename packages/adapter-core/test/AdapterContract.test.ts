import { adapterContract } from "../src/AdapterContract.ts"
import { libraryManifest } from "./fixtures/library.ts"

const link = (id: string) => ({ data: { type: "Whatever", id } })

adapterContract({
  adapter: {
    name: "library",
    manifest: libraryManifest,
    defaults: { budget: { limit: 100, periodSeconds: 20, count: null } }
  },
  context: { orgId: "org", adapter: "library", timeZone: "Europe/London", country: "GB" },
  golden: [
    {
      entity: "Member",
      raw: {
        type: "Member",
        id: "1",
        attributes: { name: " Ada ", born: "1815-12-10", joined_at: "2024-01-01T00:00:00Z" },
        relationships: { home_branch: link("4") }
      },
      row: { entity: "Member", key: "org/Member/1", fields: { name: "Ada", born: "1815-12-10" } }
    },
    {
      entity: "Member",
      raw: { type: "Member", id: "2", attributes: { name: "Charles", joined_at: null } },
      row: { entity: "Member", key: "org/Member/2", fields: { name: "Charles", born: null } }
    },
    {
      entity: "Card",
      raw: { id: "9", attributes: { number: "0009" }, relationships: { member: link("1") } },
      row: { entity: "Card", key: "org/Card/9", fields: { number: "0009", memberId: "1" } }
    },
    {
      entity: "Branch",
      raw: { id: "4", attributes: { name: "Harbour" }, relationships: { keeper: { data: null } } },
      row: { entity: "Branch", key: "org/Branch/4", fields: { name: "Harbour" } }
    },
    {
      entity: "Club",
      raw: { id: "5", attributes: { name: "Mysteries" }, relationships: {} },
      row: { entity: "Club", key: "org/Club/5", fields: { name: "Mysteries" } }
    },
    {
      entity: "ClubSeat",
      raw: { id: "6", attributes: { role: "host" }, relationships: { club: link("5"), member: link("1") } },
      row: { entity: "ClubSeat", key: "org/ClubSeat/6", fields: { role: "host", clubId: "5" } }
    }
  ],
  broken: [
    { entity: "Member", raw: { attributes: { name: "Nobody", joined_at: null } }, path: "id" },
    { entity: "Member", raw: { id: "3", attributes: { name: 3, joined_at: null } }, path: "attributes.name" },
    {
      entity: "Member",
      raw: { id: "3", attributes: { name: "Eve", joined_at: "soon" } },
      path: "attributes.joined_at"
    },
    {
      entity: "Member",
      raw: { id: "3", attributes: { name: "Eve", born: "0000-00-00", joined_at: null } },
      path: "attributes.born"
    },
    {
      entity: "Card",
      raw: { id: "9", attributes: { number: "1" }, relationships: { member: { data: null } } },
      path: "relationships.member.data"
    },
    {
      entity: "Branch",
      raw: {
        id: "4",
        attributes: { name: "Harbour" },
        relationships: { keeper: { data: { type: "Member" } } }
      },
      path: "relationships.keeper.data.id"
    },
    { entity: "Card", raw: null, path: "" }
  ]
})
