import { Option, type Schema, SchemaAST } from "effect"

const EntityAnnotation: unique symbol = Symbol.for("@openfaith/adapter-core/Reference")

/**
 * One entity pointing at another. `property` is the path from the record's root, as in `relationships.person.data`;
 * a record cannot stand without its hard references, while soft ones may be null or arrive later.
 */
export interface Reference {
  readonly entity: string
  readonly property: string
  readonly kind: "hard" | "soft"
}

const annotate =
  (entity: string) =>
  <S extends Schema.Annotable.All>(schema: S): Schema.Annotable.Self<S> =>
    schema.annotations({ [EntityAnnotation]: entity })

const isNothing = (ast: SchemaAST.AST): boolean =>
  ast._tag === "UndefinedKeyword" || (ast._tag === "Literal" && ast.literal === null)

const target = (annotated: SchemaAST.Annotated): Option.Option<string> =>
  SchemaAST.getAnnotation<string>(annotated, EntityAnnotation)

const collect = (
  ast: SchemaAST.AST,
  path: ReadonlyArray<string>,
  soft: boolean
): ReadonlyArray<Reference> => {
  const mayBeNothing = soft || (ast._tag === "Union" && ast.types.some(isNothing))
  const own = target(ast)
  if (Option.isSome(own))
    return [{ entity: own.value, property: path.join("."), kind: mayBeNothing ? "soft" : "hard" }]
  switch (ast._tag) {
    case "Refinement":
    case "Transformation":
      return collect(ast.from, path, soft)
    case "Union":
      return ast.types.flatMap((member) => collect(member, path, mayBeNothing))
    case "TupleType":
      // A list may be empty, so nothing in it can be what the record stands on.
      return [...ast.elements, ...ast.rest].flatMap((element) => collect(element.type, path, true))
    case "TypeLiteral":
      return ast.propertySignatures.flatMap((property) => {
        const inner = [...path, String(property.name)]
        const optional = soft || property.isOptional
        return Option.match(target(property), {
          onNone: () => collect(property.type, inner, optional),
          onSome: (entity) => [
            { entity, property: inner.join("."), kind: optional ? ("soft" as const) : ("hard" as const) }
          ]
        })
      })
    default:
      return []
  }
}

const fromSchema = (schema: Schema.Schema.All): ReadonlyArray<Reference> => collect(schema.ast, [], false)

/**
 * Marks the part of a wire schema that names another entity. Whether the reference is hard or soft follows from the
 * schema itself: required all the way down is hard; optional, nullable or inside a list is soft.
 */
export const Reference = {
  /** Says that this part of a wire schema points at the entity of that name. */
  annotate,
  /** The references a wire schema makes, in the order of its properties; recursive (suspended) parts are not entered. */
  fromSchema
}
