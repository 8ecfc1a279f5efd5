import { mkEntityManifest } from "@openfaith/adapter-core"
import { getEvent, listEvents, listGroupEvents } from "./groups/Event.ts"
import { getGroup, listGroups } from "./groups/Group.ts"
import { getGroupMembership, listGroupMemberships } from "./groups/GroupMembership.ts"
import { getGroupType, listGroupTypes } from "./groups/GroupType.ts"
import { getAddress, listAddresses, listPersonAddresses } from "./people/Address.ts"
import { getCampus, listCampuses } from "./people/Campus.ts"
import { getEmail, listEmails, listPersonEmails } from "./people/Email.ts"
import { getHousehold, listHouseholds } from "./people/Household.ts"
import { getHouseholdMembership, listHouseholdMemberships } from "./people/HouseholdMembership.ts"
import { getPerson, listPeople } from "./people/Person.ts"
import { getPhoneNumber, listPersonPhoneNumbers, listPhoneNumbers } from "./people/PhoneNumber.ts"

/**
 * Everything Planning Center is asked for. Of two listings of one entity the first is the one a full pass walks.
 *
 * @see https://developer.planning.center/docs/#/overview
 */
export const pcoEntityManifest = mkEntityManifest([
  listCampuses,
  getCampus,
  listPeople,
  getPerson,
  listEmails,
  listPersonEmails,
  getEmail,
  listPhoneNumbers,
  listPersonPhoneNumbers,
  getPhoneNumber,
  listAddresses,
  listPersonAddresses,
  getAddress,
  listHouseholds,
  getHousehold,
  listHouseholdMemberships,
  getHouseholdMembership,
  listGroupTypes,
  getGroupType,
  listGroups,
  getGroup,
  listGroupMemberships,
  getGroupMembership,
  listEvents,
  listGroupEvents,
  getEvent
] as const)
