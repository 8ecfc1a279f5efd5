export { getEvent, Event, listEvents, listGroupEvents } from "./groups/Event.ts"
export { getGroup, Group, listGroups } from "./groups/Group.ts"
export { getGroupMembership, GroupMembership, listGroupMemberships } from "./groups/GroupMembership.ts"
export { getGroupType, GroupType, listGroupTypes } from "./groups/GroupType.ts"
export { pcoAdapter } from "./PcoAdapter.ts"
export { pcoEntityManifest } from "./PcoEntityManifest.ts"
export type { OAuthClient, PcoOptions } from "./PcoOptions.ts"
export { Address, getAddress, listAddresses, listPersonAddresses } from "./people/Address.ts"
export { Campus, getCampus, listCampuses } from "./people/Campus.ts"
export { Email, getEmail, listEmails, listPersonEmails } from "./people/Email.ts"
export { getHousehold, Household, listHouseholds } from "./people/Household.ts"
export {
  getHouseholdMembership,
  HouseholdMembership,
  listHouseholdMemberships
} from "./people/HouseholdMembership.ts"
export { getPerson, listPeople, Person } from "./people/Person.ts"
export {
  getPhoneNumber,
  listPersonPhoneNumbers,
  listPhoneNumbers,
  PhoneNumber
} from "./people/PhoneNumber.ts"
export { apiVersions, type Product } from "./Product.ts"
