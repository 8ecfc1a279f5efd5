import { Address } from "./Address.ts"
import { Campus } from "./Campus.ts"
import type { CanonicalRow } from "./CanonicalEntity.ts"
import type { CanonicalEntityName } from "./CanonicalEntityName.ts"
import { Email } from "./Email.ts"
import { Event } from "./Event.ts"
import { Group } from "./Group.ts"
import { GroupMembership } from "./GroupMembership.ts"
import { GroupType } from "./GroupType.ts"
import { Household } from "./Household.ts"
import { HouseholdMembership } from "./HouseholdMembership.ts"
import { Person } from "./Person.ts"
import { PhoneNumber } from "./PhoneNumber.ts"

/** Every canonical entity by its name, parents before children. */
export const canonicalEntities = {
  Campus,
  GroupType,
  Person,
  Email,
  PhoneNumber,
  Address,
  Household,
  HouseholdMembership,
  Group,
  GroupMembership,
  Event
} as const

/** The row type of the entity with this name. */
export type CanonicalRowOf<E extends CanonicalEntityName> = CanonicalRow<(typeof canonicalEntities)[E]>
