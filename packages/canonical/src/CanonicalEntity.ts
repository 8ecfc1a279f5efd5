import { Schema } from "effect"
import type { CanonicalEntityName } from "./CanonicalEntityName.ts"
import type { Field, PgType, Reference } from "./Field.ts"

/** One column of a canonical table, as data: enough to create it, write it and document it. */
export interface Column {
  /** The camelCase name in rows. */
  readonly field: string
  /** The snake_case name in PostgreSQL. */
  readonly column: string
  readonly pgType: PgType
  readonly nullable: boolean
  /** Must not be shown in logs, spans or lists. */
  readonly sensitive: boolean
  readonly references?: Reference
}

/** The fields of an entity by their camelCase names. */
export type Fields = { readonly [field: string]: Field }

/** The schemas of fields, as a struct's fields. */
export type SchemasOf<F extends Fields> = { readonly [K in keyof F]: F[K]["schema"] }

/** A canonical entity: its row's schema and its table's shape, from one definition. */
export interface CanonicalEntity<Name extends CanonicalEntityName, F extends Fields> {
  readonly name: Name
  /** The table's name in schema `canonical`. */
  readonly table: string
  /** The row's own fields, without the common columns that the engine writes. */
  readonly schema: Schema.Struct<SchemasOf<F>>
  /** The row's own columns in the order of definition, without the common ones. */
  readonly columns: ReadonlyArray<Column>
}

/** A canonical entity whose row type is not known. */
export interface AnyCanonicalEntity {
  readonly name: CanonicalEntityName
  readonly table: string
  readonly schema: Schema.Schema.AnyNoContext
  readonly columns: ReadonlyArray<Column>
}

/** The row type of a canonical entity. */
export type CanonicalRow<E extends AnyCanonicalEntity> = Schema.Schema.Type<E["schema"]>

/** The column name of a field: every capital becomes an underscore and its lower case. */
export const columnName = (field: string): string =>
  field.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)

const columnOf = ([field, definition]: readonly [string, Field]): Column => ({
  field,
  column: columnName(field),
  pgType: definition.pgType,
  nullable: definition.nullable,
  sensitive: definition.sensitive,
  ...(definition.references === undefined ? {} : { references: definition.references })
})

const make = <const Name extends CanonicalEntityName, const F extends Fields>(
  name: Name,
  options: { readonly table: string; readonly fields: F }
): CanonicalEntity<Name, F> => ({
  name,
  table: options.table,
  schema: Schema.Struct(
    Object.fromEntries(
      Object.entries(options.fields).map(([field, definition]) => [field, definition.schema])
    ) as SchemasOf<F>
  ).annotations({ identifier: name }),
  columns: Object.entries(options.fields).map(columnOf)
})

/** Defines canonical entities. */
export const CanonicalEntity = {
  /** Derives the row schema and the table shape from one record of fields. */
  make
}
