import { Dice } from "../world/Random.ts"
import type { Source } from "../world/Source.ts"
import { secondsText } from "../world/Timestamp.ts"
import type { Blueprint } from "./Blueprint.ts"

const types = [
  {
    name: "Small Groups",
    color: "#3399ff",
    description: "Groups of ten to twelve who meet in <em>homes</em>"
  },
  { name: "Online Groups", color: "#33bb66", description: null },
  { name: "Classes", color: "#ff9933", description: "<p>Learn &amp; grow</p>" },
  { name: "Serving Teams", color: "#9933cc", description: "" }
] as const

/** The group types a church has made; groups without one carry the id `unique`, which is not among them. */
export const groupTypeSource = (plan: Blueprint): Source => ({
  size: plan.groupTypes,
  ids: plan.ids("GroupType"),
  childrenOf: {},
  row: (index) => {
    const type = types[index % types.length] ?? types[0]
    return {
      id: plan.id("GroupType", index),
      attributes: {
        church_center_map_visible: index === 0,
        church_center_visible: index !== 3,
        color: type.color,
        default_group_settings: '{"can_create_conversation":"leaders"}',
        description: type.description,
        name: type.name,
        position: index + 1,
        public_church_center_web_url: `https://church.churchcenter.example.org/groups/${type.name.toLowerCase().replaceAll(" ", "-")}`
      },
      refs: {}
    }
  }
})

const topics = [
  "Young Adults",
  "Men's Breakfast",
  "Women of the Word",
  "Jóvenes",
  "Parents & Toddlers",
  "Alpha",
  "Newcomers",
  "Grief Share",
  "Worship Band",
  "Prayer"
] as const
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const
const first = Date.UTC(2016, 1, 1, 12, 0, 0) / 1000
const last = Date.UTC(2025, 7, 1, 12, 0, 0) / 1000

const groupCreatedAt = (plan: Blueprint, index: number): number =>
  first + Math.floor(((index - (index % 3)) * (last - first)) / Math.max(1, plan.groups))

/** Groups: one in ten is archived, some have nobody, a few have more than a page of members. */
export const groupSource = (plan: Blueprint): Source => ({
  size: plan.groups,
  ids: plan.ids("Group"),
  childrenOf: {},
  times: { created_at: (index) => groupCreatedAt(plan, index) },
  row: (index) => {
    const dice = new Dice(plan.seed, 71, index)
    const day = dice.pick(1, days)
    const created = groupCreatedAt(plan, index)
    const archived = index === 1 || (index !== 3 && dice.chance(2, 100))
    const online = dice.chance(3, 200)
    const name = `${dice.pick(4, topics)} ${index + 1}`
    const plain = dice.chance(5, 150) ? null : `We meet every ${day} & everybody is welcome.`
    const type =
      index === 2 || dice.chance(6, 60) ? "unique" : plan.id("GroupType", dice.below(7, plan.groupTypes))
    const image = `https://groups.example.org/header/${index}`
    return {
      id: plan.id("Group", index),
      attributes: {
        archived_at: archived ? secondsText(created + dice.below(8, 20_000_000)) : null,
        can_create_conversation_reason_code: null,
        chat_enabled: dice.chance(9, 400),
        contact_email: dice.chance(10, 500) ? `group${index}@church.example.org` : null,
        created_at: secondsText(created),
        description:
          plain === null
            ? null
            : `<div>${plain.replace("&", "&amp;")}<br><strong>Bring a friend</strong></div>`,
        description_as_plain_text: plain === null ? null : `${plain}\nBring a friend`,
        events_listed: true,
        events_visibility: dice.chance(11, 700) ? "members" : "public",
        header_image: {
          medium: `${image}/medium.png`,
          original: `${image}/original.png`,
          thumbnail: `${image}/thumbnail.png`
        },
        leaders_can_search_people_database: dice.chance(12, 100),
        listed: !archived,
        location_type_preference: online ? "virtual" : "physical",
        members_are_confidential: dice.chance(13, 150),
        memberships_count: 0,
        name,
        public_church_center_web_url: dice.chance(14, 300)
          ? null
          : `https://church.churchcenter.example.org/groups/g/${index}`,
        schedule: dice.chance(15, 200) ? null : `${day}s at ${6 + dice.below(16, 3)}pm`,
        virtual_location_url: online ? `https://meet.example.org/g${index}` : null
      },
      refs: { group_type: type, location: null }
    }
  }
})

/** Who belongs to which group. */
export const groupMembershipSource = (plan: Blueprint): Source => ({
  get size() {
    return plan.memberships.size
  },
  ids: plan.ids("GroupMembership"),
  childrenOf: {
    group: (id) => plan.memberships.childrenOf(plan.indexOf("Group", id)),
    person: (id) => plan.membershipsOf(plan.indexOf("Person", id))
  },
  row: (index) => {
    const group = plan.memberships.parentOf(index)
    const slot = index - plan.memberships.startOf(group)
    const dice = new Dice(plan.seed, 72, index)
    return {
      id: plan.id("GroupMembership", index),
      attributes: {
        joined_at: secondsText(groupCreatedAt(plan, group) + dice.below(1, 5_000_000)),
        role: slot === 0 ? "leader" : "member"
      },
      refs: { group: plan.id("Group", group), person: plan.id("Person", plan.memberOf(group, slot)) }
    }
  }
})
