import { mkEntityManifest } from "@openfaith/adapter-core"
import { listAttendances } from "./groups/Attendance.ts"
import { getEvent, listEvents, listGroupEvents } from "./groups/Event.ts"
import { getGroup, listGroups } from "./groups/Group.ts"
import { getGroupMembership, listGroupMemberships } from "./groups/GroupMembership.ts"
import { getGroupType, listGroupTypes } from "./groups/GroupType.ts"
import { getTag, listTags } from "./groups/Tag.ts"
import { getTagGroup, listTagGroups } from "./groups/TagGroup.ts"
import { getAddress, listAddresses, listPersonAddresses } from "./people/Address.ts"
import { getCampus, listCampuses } from "./people/Campus.ts"
import { getCustomFieldDefinition, listFieldDefinitions } from "./people/CustomFieldDefinition.ts"
import { getCustomFieldTab, listTabs } from "./people/CustomFieldTab.ts"
import { getCustomFieldValue, listFieldData } from "./people/CustomFieldValue.ts"
import { getEmail, listEmails, listPersonEmails } from "./people/Email.ts"
import { getHousehold, listHouseholds } from "./people/Household.ts"
import { getHouseholdMembership, listHouseholdMemberships } from "./people/HouseholdMembership.ts"
import { getInactiveReason, listInactiveReasons } from "./people/InactiveReason.ts"
import { getMaritalStatus, listMaritalStatuses } from "./people/MaritalStatus.ts"
import { getNamePrefix, listNamePrefixes } from "./people/NamePrefix.ts"
import { getNameSuffix, listNameSuffixes } from "./people/NameSuffix.ts"
import { getPerson, listPeople } from "./people/Person.ts"
import { getPersonMerger, listPersonMergers } from "./people/PersonMerger.ts"
import { getPhoneNumber, listPersonPhoneNumbers, listPhoneNumbers } from "./people/PhoneNumber.ts"
import { getSocialProfile, listSocialProfiles } from "./people/SocialProfile.ts"

/**
 * Everything Planning Center is asked for. Of two listings of one entity the first is the one a full pass walks.
 *
 * @see https://developer.planning.center/docs/#/overview
 */
export const pcoEntityManifest = mkEntityManifest([
  listCampuses,
  getCampus,
  listMaritalStatuses,
  getMaritalStatus,
  listNamePrefixes,
  getNamePrefix,
  listNameSuffixes,
  getNameSuffix,
  listInactiveReasons,
  getInactiveReason,
  listTabs,
  getCustomFieldTab,
  listFieldDefinitions,
  getCustomFieldDefinition,
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
  listSocialProfiles,
  getSocialProfile,
  listFieldData,
  getCustomFieldValue,
  listPersonMergers,
  getPersonMerger,
  listHouseholds,
  getHousehold,
  listHouseholdMemberships,
  getHouseholdMembership,
  listGroupTypes,
  getGroupType,
  listTagGroups,
  getTagGroup,
  listTags,
  getTag,
  listGroups,
  getGroup,
  listGroupMemberships,
  getGroupMembership,
  listEvents,
  listGroupEvents,
  getEvent,
  listAttendances
] as const)
