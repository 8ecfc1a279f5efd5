import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/**
 * What one custom field says of a person, as text; `dataType` of its definition says what the text means. A field with
 * several choices has one row for each that is ticked.
 */
export const CustomFieldValue = CanonicalEntity.make("CustomFieldValue", {
  table: "custom_field_values",
  fields: {
    personId: Field.hard("Person"),
    definitionId: Field.hard("CustomFieldDefinition"),
    value: Field.sensitive(Field.text),
    fileName: Field.text,
    fileContentType: Field.text,
    fileSize: Field.integer
  }
})

/** One row of `canonical.custom_field_values`, without the common columns. */
export type CustomFieldValue = CanonicalRow<typeof CustomFieldValue>
