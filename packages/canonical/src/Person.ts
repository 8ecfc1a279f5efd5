import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** Somebody the church knows, member or visitor, active or not. */
export const Person = CanonicalEntity.make("Person", {
  table: "people",
  fields: {
    firstName: Field.text,
    givenName: Field.text,
    middleName: Field.text,
    lastName: Field.text,
    nickname: Field.text,
    displayName: Field.text,
    gender: Field.text,
    birthdate: Field.date,
    anniversary: Field.date,
    child: Field.boolean,
    grade: Field.integer,
    graduationYear: Field.integer,
    schoolType: Field.text,
    status: Field.oneOf("active", "inactive"),
    inactivatedAt: Field.timestamp,
    membership: Field.text,
    directoryStatus: Field.text,
    medicalNotes: Field.sensitive(Field.text),
    passedBackgroundCheck: Field.boolean,
    siteAdministrator: Field.boolean,
    remoteId: Field.text,
    avatarUrl: Field.text,
    primaryCampusId: Field.soft("Campus"),
    maritalStatusId: Field.soft("MaritalStatus"),
    namePrefixId: Field.soft("NamePrefix"),
    nameSuffixId: Field.soft("NameSuffix"),
    inactiveReasonId: Field.soft("InactiveReason")
  }
})

/** One row of `canonical.people`, without the common columns. */
export type Person = CanonicalRow<typeof Person>
