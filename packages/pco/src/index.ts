export { Attendance, listAttendances } from "./groups/Attendance.ts"
export { getEvent, Event, listEvents, listGroupEvents } from "./groups/Event.ts"
export { getGroup, Group, listGroups } from "./groups/Group.ts"
export { getGroupMembership, GroupMembership, listGroupMemberships } from "./groups/GroupMembership.ts"
export { getGroupType, GroupType, listGroupTypes } from "./groups/GroupType.ts"
export { getTag, listTags, Tag } from "./groups/Tag.ts"
export { getTagGroup, listTagGroups, TagGroup } from "./groups/TagGroup.ts"
export { pcoAdapter } from "./PcoAdapter.ts"
export { pcoEntityManifest } from "./PcoEntityManifest.ts"
export type { OAuthClient, PcoOptions } from "./PcoOptions.ts"
export { Address, getAddress, listAddresses, listPersonAddresses } from "./people/Address.ts"
export { Campus, getCampus, listCampuses } from "./people/Campus.ts"
export {
  CustomFieldDefinition,
  getCustomFieldDefinition,
  listFieldDefinitions
} from "./people/CustomFieldDefinition.ts"
export { CustomFieldTab, getCustomFieldTab, listTabs } from "./people/CustomFieldTab.ts"
export { CustomFieldValue, getCustomFieldValue, listFieldData } from "./people/CustomFieldValue.ts"
export { Email, getEmail, listEmails, listPersonEmails } from "./people/Email.ts"
export { getHousehold, Household, listHouseholds } from "./people/Household.ts"
export {
  getHouseholdMembership,
  HouseholdMembership,
  listHouseholdMemberships
} from "./people/HouseholdMembership.ts"
export { getInactiveReason, InactiveReason, listInactiveReasons } from "./people/InactiveReason.ts"
export { getMaritalStatus, listMaritalStatuses, MaritalStatus } from "./people/MaritalStatus.ts"
export { getNamePrefix, listNamePrefixes, NamePrefix } from "./people/NamePrefix.ts"
export { getNameSuffix, listNameSuffixes, NameSuffix } from "./people/NameSuffix.ts"
export { getPerson, listPeople, Person } from "./people/Person.ts"
export { getPersonMerger, listPersonMergers, PersonMerger } from "./people/PersonMerger.ts"
export {
  getPhoneNumber,
  listPersonPhoneNumbers,
  listPhoneNumbers,
  PhoneNumber
} from "./people/PhoneNumber.ts"
export { getSocialProfile, listSocialProfiles, SocialProfile } from "./people/SocialProfile.ts"
export { apiVersions, type Product } from "./Product.ts"
