import { CanonicalEntity, type CanonicalRow } from "./CanonicalEntity.ts"
import * as Field from "./Field.ts"

/** A heading under which a church puts fields of its own. */
export const CustomFieldTab = CanonicalEntity.make("CustomFieldTab", {
  table: "custom_field_tabs",
  fields: {
    name: Field.text,
    slug: Field.text,
    position: Field.integer
  }
})

/** One row of `canonical.custom_field_tabs`, without the common columns. */
export type CustomFieldTab = CanonicalRow<typeof CustomFieldTab>
