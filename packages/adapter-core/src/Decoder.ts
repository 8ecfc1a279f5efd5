import { Either, type ParseResult, Predicate, Schema, SchemaAST } from "effect"

/** What a reader answers of a value that it does not take. */
const refused = Symbol("refused")

type Reader = (given: unknown) => unknown

const accepting =
  (accepts: (given: unknown) => boolean): Reader =>
  (given) =>
    accepts(given) ? given : refused

const structReader = ({ indexSignatures, propertySignatures }: SchemaAST.TypeLiteral): Reader | null => {
  if (indexSignatures.length > 0 || propertySignatures.length === 0) return null
  const properties: Array<{ readonly name: PropertyKey; readonly optional: boolean; readonly read: Reader }> =
    []
  for (const { isOptional, name, type } of propertySignatures) {
    const read = readerOf(type)
    if (read === null) return null
    properties.push({ name, optional: isOptional, read })
  }
  return (given) => {
    if (!Predicate.isRecord(given)) return refused
    const record: Record<PropertyKey, unknown> = {}
    for (const { name, optional, read } of properties) {
      if (Object.hasOwn(given, name)) {
        const value = read(given[name])
        if (value === refused) return refused
        record[name] = value
      } else if (!optional) return refused
    }
    return record
  }
}

const listReader = ({ elements, rest: [item, ...more] }: SchemaAST.TupleType): Reader | null => {
  const read = item === undefined || more.length > 0 || elements.length > 0 ? null : readerOf(item.type)
  if (read === null) return null
  return (given) => {
    if (!Array.isArray(given)) return refused
    const list = given.map(read)
    return list.includes(refused) ? refused : list
  }
}

// Of other unions more than one member may take a value, and which one does is the schema's to say.
const nullableReader = ({ types: [one, other, ...more] }: SchemaAST.Union): Reader | null => {
  if (more.length > 0 || other === undefined || !SchemaAST.isLiteral(other) || other.literal !== null)
    return null
  const read = readerOf(one)
  return read === null ? null : (given) => (given === null ? null : read(given))
}

const declaredReader = (ast: SchemaAST.Declaration): Reader => {
  const decode = ast.decodeUnknown(...ast.typeParameters)
  return (given) => {
    const read = decode(given, {}, ast)
    // An Either that is right; neither a left one nor another effect has what is right.
    return "right" in read ? read.right : refused
  }
}

const changesHowToRead = [SchemaAST.ParseOptionsAnnotationId, SchemaAST.DecodingFallbackAnnotationId]

/** The reader of a part of a schema; null where there is more to it than can be read plainly. */
const readerOf = (ast: SchemaAST.AST): Reader | null => {
  if (changesHowToRead.some((id) => id in ast.annotations)) return null
  switch (ast._tag) {
    case "TypeLiteral":
      return structReader(ast)
    case "TupleType":
      return listReader(ast)
    case "Union":
      return nullableReader(ast)
    case "Declaration":
      return declaredReader(ast)
    case "Literal":
      return accepting((given) => given === ast.literal)
    case "StringKeyword":
      return accepting((given) => typeof given === "string")
    case "NumberKeyword":
      return accepting((given) => typeof given === "number")
    case "BooleanKeyword":
      return accepting((given) => typeof given === "boolean")
    case "AnyKeyword":
    case "UnknownKeyword":
      return (given) => given
    default:
      return null
  }
}

/** Decodes with what a schema says, as the schema would. */
export const Decoder = {
  /**
   * A function that decodes what it is given. Plain parts of a schema (structs, lists, nulls, single values) are read without
   * the steps that tell faults apart, which take most of the time. Whatever is not read so, because it is faulty or because
   * the schema has other parts, is given to the schema itself, which has the last word.
   */
  compile: <A, I>(
    schema: Schema.Schema<A, I>
  ): ((given: unknown) => Either.Either<A, ParseResult.ParseError>) => {
    const decode = Schema.decodeUnknownEither(schema)
    const read = readerOf(schema.ast)
    if (read === null) return (given) => decode(given)
    return (given) => {
      const value = read(given)
      return value === refused ? decode(given) : Either.right(value as A)
    }
  }
}
