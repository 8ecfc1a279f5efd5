import type { StreamPlan } from "@openfaith/adapter-core"
import type { OpenStream } from "../../src/stores/StreamStore.ts"

/** A list of people with their e-mail addresses. */
export const peoplePlan: StreamPlan = {
  entity: "Person",
  wave: 0,
  endpoint: "listPeople",
  include: ["emails"],
  riders: [{ include: "emails", entity: "Email" }],
  within: null,
  window: null,
  order: null,
  fixed: {},
  pageSize: 100,
  changes: null
}

/** A list of memberships that exists only per group. */
export const membershipsPlan: StreamPlan = {
  entity: "GroupMembership",
  wave: 1,
  endpoint: "listGroupMemberships",
  include: [],
  riders: [],
  within: { entity: "Group", param: "group_id", relationship: "group" },
  window: null,
  order: null,
  fixed: {},
  pageSize: 100,
  changes: null
}

/** A stream in the hands of the first worker it has. */
export const openStream = (plan: StreamPlan): OpenStream => ({
  runId: "00000000-0000-4000-8000-000000000002",
  orgId: "grace",
  connectionId: "00000000-0000-4000-8000-000000000001",
  adapter: "pco",
  timeZone: "UTC",
  countryCode: "US",
  plan,
  epoch: 1,
  status: "running",
  pages: 0,
  cursor: null,
  lastPageIds: {},
  cancelRequested: false,
  tally: { read: 0, failed: 0 },
  changedUntil: null,
  position: 0,
  readAt: null,
  hasLetters: false
})
