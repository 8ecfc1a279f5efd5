import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** A field that a church made for its people; `archivedAt` tells those it has taken away again. */
export const CustomFieldDefinition = CanonicalEntity.make("CustomFieldDefinition", {
  table: "custom_field_definitions",
  fields: {
    tabId: Field.soft("CustomFieldTab"),
    name: Field.text,
    slug: Field.text,
    dataType: Field.text,
    config: Field.text,
    position: Field.integer,
    archivedAt: Field.timestamp
  }
})

/** One row of `canonical.custom_field_definitions`, without the common columns. */
export type CustomFieldDefinition = CanonicalRow<typeof CustomFieldDefinition>
