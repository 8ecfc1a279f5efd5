import { Either, type Schema } from "effect"
import { Decoder } from "./Decoder.ts"
import { Fingerprint } from "./Fingerprint.ts"
import type { JsonObject } from "./Json.ts"
import { RecordFault, TransformFault } from "./RecordFault.ts"
import { Reference } from "./Reference.ts"

/** What a transform may know besides the record: whose data it is, and the organisation's habits. */
export interface TransformContext {
  readonly orgId: string
  readonly adapter: string
  /** The organisation's IANA time zone. */
  readonly timeZone: string
  /** ISO 3166 alpha-2 country in which a phone number without a prefix is read. */
  readonly country: string
}

/** An entity whose wire shape is forgotten; `Row` is what its records become. */
export interface AnyEntity<Row = unknown> {
  readonly name: string
  readonly version: number
  readonly docs: string
  readonly wire: Schema.Schema.AnyNoContext
  readonly references: ReadonlyArray<Reference>
  readonly decode: (raw: unknown) => Either.Either<unknown, RecordFault>
  readonly transform: (wire: never, context: TransformContext) => Either.Either<Row, TransformFault>
  readonly read: (raw: unknown, context: TransformContext) => Either.Either<Row, RecordFault | TransformFault>
  readonly fingerprint: (raw: JsonObject) => string
}

/** One kind of record of the source: its wire shape, where it points, and what its records become. */
export interface Entity<Name extends string, W, I, Row> extends AnyEntity<Row> {
  readonly name: Name
  readonly wire: Schema.Schema<W, I>
  /** Checks a raw record against the wire schema; compiled once, never throws. */
  readonly decode: (raw: unknown) => Either.Either<W, RecordFault>
  readonly transform: (wire: W, context: TransformContext) => Either.Either<Row, TransformFault>
}

/** How an entity is described; raise `version` when the transform changes, so that unchanged records are written again. */
export interface EntityOptions<W, I, Row> {
  readonly wire: Schema.Schema<W, I>
  readonly version: number
  /** The vendor's page about this record. */
  readonly docs: string
  readonly transform: (wire: W, context: TransformContext) => Either.Either<Row, TransformFault>
}

const make = <const Name extends string, W, I, Row>(
  name: Name,
  options: EntityOptions<W, I, Row>
): Entity<Name, W, I, Row> => {
  const { docs, transform, version, wire } = options
  const decodeWire = Decoder.compile(wire)
  const decode = (raw: unknown) =>
    Either.mapLeft(decodeWire(raw), (error) => RecordFault.fromParseError(name, error))
  return {
    name,
    version,
    docs,
    wire,
    references: Reference.fromSchema(wire),
    decode,
    transform,
    read: (raw, context) =>
      Either.flatMap(decode(raw), (record) =>
        // One record that trips the transform must not stop its page: it becomes a fault like any other.
        Either.getOrElse(
          Either.try({
            try: () => transform(record, context),
            catch: (defect) => new TransformFault({ entity: name, path: "", detail: String(defect) })
          }),
          Either.left
        )
      ),
    fingerprint: Fingerprint.compile(wire, version)
  }
}

/** Describes an entity; decoder, fingerprint and references are compiled from its wire schema once, here. */
export const Entity = { make }
