import { Either, ParseResult, Schema, type SchemaAST } from "effect"

/**
 * The schema of one value from a function that reads it and leaves alone what it has read once. It is checked in a single
 * step, where a union with null takes several; a page has thousands of values. The words of a fault never repeat the
 * value, which may be personal.
 */
export const value = <A>(
  identifier: string,
  read: (given: unknown) => Either.Either<A, string>
): Schema.Schema<A> => {
  const parse = (given: unknown, _options: SchemaAST.ParseOptions, ast: SchemaAST.Declaration) =>
    Either.mapLeft(read(given), (fault) => new ParseResult.Type(ast, given, fault))
  return Schema.declare([], { decode: () => parse, encode: () => parse }, { identifier })
}
