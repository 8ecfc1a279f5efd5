import { type Schema, SchemaAST } from "effect"
import { hash } from "node:crypto"
import { type JsonObject, type JsonValue, isJsonObject } from "./Json.ts"

/** Which parts of a value a wire schema declares; null where it declares no object or no list. */
interface Shape {
  readonly properties: ReadonlyMap<string, Shape> | null
  readonly items: Shape | null
  /** The schema takes data of any shape, so all of it counts. */
  readonly open: boolean
}

type Projection = (value: JsonValue | undefined) => JsonValue

const scalar: Shape = { properties: null, items: null, open: false }

const overlayProperties = (left: ReadonlyMap<string, Shape>, right: ReadonlyMap<string, Shape>) => {
  const properties = new Map(left)
  for (const [name, shape] of right) {
    const present = properties.get(name)
    properties.set(name, present === undefined ? shape : overlay(present, shape))
  }
  return properties
}

const overlay = (left: Shape, right: Shape): Shape => ({
  properties:
    left.properties === null || right.properties === null
      ? (left.properties ?? right.properties)
      : overlayProperties(left.properties, right.properties),
  items:
    left.items === null || right.items === null
      ? (left.items ?? right.items)
      : overlay(left.items, right.items),
  open: left.open || right.open
})

const shapeOf = (ast: SchemaAST.AST): Shape => {
  switch (ast._tag) {
    case "Union":
      return ast.types.map(shapeOf).reduce(overlay, scalar)
    case "TupleType":
      return {
        ...scalar,
        items: [...ast.elements, ...ast.rest].map((element) => shapeOf(element.type)).reduce(overlay, scalar)
      }
    case "TypeLiteral":
      // A record declares its values but not its keys.
      return ast.indexSignatures.length > 0
        ? { ...scalar, open: true }
        : {
            ...scalar,
            properties: new Map(ast.propertySignatures.map(({ name, type }) => [String(name), shapeOf(type)]))
          }
    // A recursive part has no end to compile to.
    case "Suspend":
    case "Declaration":
    case "AnyKeyword":
    case "UnknownKeyword":
    case "ObjectKeyword":
      return { ...scalar, open: true }
    default:
      return scalar
  }
}

/** Data of any shape with its keys sorted and its nulls dropped, so that neither their order nor their absence counts. */
const canonical: Projection = (value) => {
  if (value === undefined || value === null || typeof value !== "object") return value ?? null
  if (!isJsonObject(value)) return value.map(canonical)
  const sorted: Record<string, JsonValue> = {}
  for (const key of Object.keys(value).sort()) {
    const inner = value[key]
    if (inner !== undefined && inner !== null) sorted[key] = canonical(inner)
  }
  return sorted
}

const projectObject = (properties: ReadonlyMap<string, Shape>): ((value: JsonObject) => JsonValue) => {
  const declared = [...properties].map(([name, shape]) => ({ name, projection: project(shape) }))
  return (value) => {
    const picked: Array<JsonValue> = []
    let empty = true
    for (const { name, projection } of declared) {
      const inner = projection(value[name])
      if (inner !== null) empty = false
      picked.push(inner)
    }
    return empty ? null : picked
  }
}

const project = (shape: Shape): Projection => {
  const { items, open, properties } = shape
  if (open || (properties === null && items === null)) return canonical
  const object = properties === null ? canonical : projectObject(properties)
  const item = items === null ? canonical : project(items)
  return (value) => {
    if (value === undefined || value === null) return null
    if (typeof value !== "object") return value
    // Lists are marked, lest one in place of an object look like the values of that object.
    return isJsonObject(value) ? object(value) : { list: value.map(item) }
  }
}

const compile = (wire: Schema.Schema.All, version: number): ((raw: JsonObject) => string) => {
  const projection = project(shapeOf(SchemaAST.encodedAST(wire.ast)))
  const prefix = `v${version}`
  return (raw) => hash("sha256", prefix + JSON.stringify(projection(raw)), "base64url").slice(0, 22)
}

/** Tells whether a raw record changed, without decoding it. */
export const Fingerprint = {
  /**
   * A function from a raw record to 22 characters that change when a declared property or the version changes, and with
   * nothing else: undeclared properties, key order and null in place of an absent value make no difference. (22 base64url
   * characters are the first 132 bits of a SHA-256.)
   */
  compile
}
