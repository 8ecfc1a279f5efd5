import { Schema } from "effect"
import type { CanonicalEntityName } from "./CanonicalEntityName.ts"
import { entityIdSchema } from "./EntityId.ts"
import { isCalendarDate } from "./normalize/CalendarDate.ts"
import { isTimestamp } from "./normalize/Timestamp.ts"

/** The PostgreSQL types a canonical column can have; each reads what a JSON text or number holds. */
export type PgType =
  | "text"
  | "boolean"
  | "integer"
  | "bigint"
  | "date"
  | "timestamptz"
  | "uuid"
  | "double precision"

/**
 * Where a field points. A hard reference is required and enforced by a foreign key; a soft one is nullable and holds
 * the target's deterministic id whether or not the target has arrived.
 */
export interface Reference {
  readonly entity: CanonicalEntityName
  readonly kind: "hard" | "soft"
}

/** One field of a canonical entity: its schema together with the column that stores it. */
export interface Field<S extends Schema.Schema.AnyNoContext = Schema.Schema.AnyNoContext> {
  readonly schema: S
  readonly pgType: PgType
  readonly nullable: boolean
  readonly sensitive: boolean
  readonly references?: Reference
}

const nullable = <A, I>(
  pgType: PgType,
  value: Schema.Schema<A, I>
): Field<Schema.NullOr<Schema.Schema<A, I>>> => ({
  schema: Schema.NullOr(value),
  pgType,
  nullable: true,
  sensitive: false
})

const storableText = Schema.String.pipe(
  Schema.filter((value) => (value.includes("\u0000") ? "PostgreSQL text cannot hold a NUL character" : true))
)

/** Nullable text without NUL characters, which PostgreSQL refuses. */
export const text = nullable("text", storableText)

/** A nullable truth value. */
export const boolean = nullable("boolean", Schema.Boolean)

/** A nullable whole number that fits PostgreSQL's four-byte integer. */
export const integer = nullable("integer", Schema.Int.pipe(Schema.between(-2147483648, 2147483647)))

/** A nullable finite number. */
export const number = nullable("double precision", Schema.Finite)

const instants = {
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59Z"),
  noInvalidDate: true
}

const calendarDate = Schema.String.pipe(
  Schema.filter(isCalendarDate, {
    identifier: "CalendarDate",
    arbitrary: () => (fc) => fc.date(instants).map((instant) => instant.toISOString().slice(0, 10))
  })
)

const utcTimestamp = Schema.String.pipe(
  Schema.filter(isTimestamp, {
    identifier: "Timestamp",
    arbitrary: () => (fc) => fc.date(instants).map((instant) => instant.toISOString().replace(".000Z", "Z"))
  })
)

/** A nullable calendar day, `YYYY-MM-DD`, never a JavaScript Date, so no time zone can shift it. */
export const date = nullable("date", calendarDate)

/** A nullable instant in UTC, `YYYY-MM-DDTHH:MM:SS[.mmm]Z`. */
export const timestamp = nullable("timestamptz", utcTimestamp)

/** Required text that is one of the given values. */
export const oneOf = <const Values extends readonly [string, ...Array<string>]>(
  ...values: Values
): Field<Schema.Literal<[...Values]>> => ({
  schema: Schema.Literal(...values),
  pgType: "text",
  nullable: false,
  sensitive: false
})

/** A required reference: the row cannot exist without its target. */
export const hard = <E extends CanonicalEntityName>(entity: E) => ({
  schema: entityIdSchema(entity),
  pgType: "uuid" as const,
  nullable: false,
  sensitive: false,
  references: { entity, kind: "hard" as const }
})

/** A nullable reference: the row is complete without its target, and right as soon as the target arrives. */
export const soft = <E extends CanonicalEntityName>(entity: E) => ({
  schema: Schema.NullOr(entityIdSchema(entity)),
  pgType: "uuid" as const,
  nullable: true,
  sensitive: false,
  references: { entity, kind: "soft" as const }
})

/** Marks a field that logs, spans and lists must not show. */
export const sensitive = <F extends Field>(field: F): F => ({ ...field, sensitive: true })
