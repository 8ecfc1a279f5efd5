import { parentEdge, type Vertex } from "../Vertex.ts"

/**
 * Profiles of people on other sites: they name their person only where the person is included.
 * @see https://developer.planning.center/docs/#/apps/people/vertices/social_profile
 */
export const SocialProfile: Vertex = {
  name: "SocialProfile",
  product: "people",
  type: "SocialProfile",
  path: (row) => `/social_profiles/${row.id}`,
  relationships: [],
  edges: { person: parentEdge("Person", "person") },
  canInclude: ["person"],
  canOrderBy: ["site", "url", "verified", "created_at", "updated_at"],
  canQueryBy: {
    site: "string",
    url: "string",
    verified: "boolean",
    created_at: "date_time",
    updated_at: "date_time"
  },
  canFilter: null
}
