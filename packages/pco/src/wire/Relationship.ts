import { Reference } from "@openfaith/adapter-core"
import type { CanonicalEntityName } from "@openfaith/canonical"
import { Schema } from "effect"
import { ExternalId } from "./ExternalId.ts"

// The type of a linkage is not read: some, like PrimaryCampus, name no vertex.
const link = (entity: CanonicalEntityName) =>
  Schema.Struct({ id: ExternalId }).pipe(Reference.annotate(entity))

const maybe = <S extends Schema.Schema.Any>(schema: S) =>
  Schema.optionalWith(Schema.NullOr(schema), { exact: true })

/** A to-one relationship without which the record means nothing. */
export const required = (entity: CanonicalEntityName) => Schema.Struct({ data: link(entity) })

/** A to-one relationship that may be null, empty or left out, as bare rows do. */
export const nullable = (entity: CanonicalEntityName) => maybe(Schema.Struct({ data: maybe(link(entity)) }))

/** The `relationships` of a record that can do without all of them. */
export const optionalStruct = <Fields extends Schema.Struct.Fields>(fields: Fields) =>
  maybe(Schema.Struct(fields))

/** A nullable relationship as decoded. */
type Linked = { readonly data?: { readonly id: string } | null } | null | undefined

/** The id a nullable relationship names, if any. */
export const linkedId = (relationship: Linked): string | null => relationship?.data?.id ?? null
