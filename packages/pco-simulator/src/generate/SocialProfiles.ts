import type { Source } from "../world/Source.ts"
import type { Blueprint } from "./Blueprint.ts"
import { personChildSource } from "./PersonChildren.ts"

const sites = ["Facebook", "Instagram", "Twitter", "LinkedIn"] as const

/** Profiles of people on other sites. */
export const socialProfileSource = (plan: Blueprint): Source =>
  personChildSource(plan, "SocialProfile", plan.socialProfiles, 6, ({ dice, person, slot }) => {
    const site = sites[(person + slot) % sites.length] ?? sites[0]
    return {
      created_at: null,
      site,
      updated_at: null,
      url: dice.chance(1, 100)
        ? `@member${person}`
        : `https://${site.toLowerCase()}.example.com/member${person}`,
      verified: dice.chance(2, 300)
    }
  })
