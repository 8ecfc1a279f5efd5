/** As much of a JSON schema as the API's schemas use. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string
  readonly title?: string
  readonly description?: string
  readonly enum?: ReadonlyArray<unknown>
  readonly anyOf?: ReadonlyArray<JsonSchema>
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: ReadonlyArray<string>
  readonly additionalProperties?: boolean | JsonSchema
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly default?: unknown
  readonly examples?: ReadonlyArray<unknown>
}

/** Schemas that others refer to, by name, and where each is described; none for one that is told on the spot. */
export interface Definitions {
  readonly schemas: Readonly<Record<string, JsonSchema>>
  readonly linkTo: (name: string) => string
}

/** The anchor of a schema's section. */
export const anchorOf = (name: string): string => `schema-${name.toLowerCase()}`

const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1)

// The schema library titles its own building blocks, such as nonEmptyString; ours have names instead.
const isBuildingBlock = (schema: JsonSchema | undefined): boolean => schema?.title !== undefined

/** Whether a schema has a section of its own. */
export const isDescribed = ({ schemas }: Definitions, name: string): boolean =>
  !isBuildingBlock(schemas[name])

const code = (value: unknown): string => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``

const bounds = ({ maximum, minimum }: JsonSchema): string => {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  if (minimum !== undefined) return `, ${minimum} or more`
  return maximum === undefined ? "" : `, at most ${maximum}`
}

const lengths = ({ maxLength, minLength }: JsonSchema): string => {
  if (maxLength !== undefined) return ` of ${minLength ?? 0} to ${maxLength} characters`
  return minLength === undefined ? "" : ", not empty"
}

/** A schema's type in words that fit a table's cell. */
export const typeText = (schema: JsonSchema, definitions: Definitions): string => {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema.$ref)
    const { $ref: _, title: __, ...further } = schema
    return isDescribed(definitions, name)
      ? `[${name}](${definitions.linkTo(name)})`
      : typeText({ ...definitions.schemas[name], ...further }, definitions)
  }
  if (schema.enum !== undefined) return schema.enum.map(code).join(" or ")
  if (schema.anyOf !== undefined)
    return schema.anyOf.map((member) => typeText(member, definitions)).join(" or ")
  if (schema.type === "array")
    return schema.items === undefined ? "list" : `list of ${typeText(schema.items, definitions)}`
  if (typeof schema.additionalProperties === "object")
    return `map to ${typeText(schema.additionalProperties, definitions)}`
  if (schema.properties !== undefined)
    return `object of ${Object.entries(schema.properties)
      .map(([name, property]) => `${code(name)} ${typeText(property, definitions)}`)
      .join(", ")}`
  const format = schema.format === undefined ? "" : ` (${schema.format})`
  return `${schema.type ?? "anything"}${format}${bounds(schema)}${lengths(schema)}`
}

// A line break or a bar would end a cell.
const cell = (text: string): string => text.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|")

/** A Markdown table. */
export const table = (
  headings: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): ReadonlyArray<string> => [
  `| ${headings.join(" | ")} |`,
  `|${"---|".repeat(headings.length)}`,
  ...rows.map((cells) => `| ${cells.map(cell).join(" | ")} |`)
]

const sentence = (text: string): string => `${text.replace(/\.$/, "")}.`

const descriptionOf = (schema: JsonSchema, { schemas }: Definitions): string | undefined => {
  // What the schema library says of its own checks is in the type already.
  if (isBuildingBlock(schema)) return undefined
  return (
    schema.description ?? (schema.$ref === undefined ? undefined : schemas[nameOf(schema.$ref)]?.description)
  )
}

/** What a schema, where it is used, has to say beside its type. */
export const meaningText = (schema: JsonSchema, definitions: Definitions): string =>
  [
    descriptionOf(schema, definitions),
    schema.default === undefined ? undefined : `Default: ${code(schema.default)}`
  ]
    .filter((part) => part !== undefined)
    .map(sentence)
    .join(" ")

/** The properties of an object, a line each. */
export const propertiesTable = (schema: JsonSchema, definitions: Definitions): ReadonlyArray<string> =>
  table(
    ["property", "type", "meaning"],
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      schema.required?.includes(name) === true ? code(name) : `${code(name)}, optional`,
      typeText(property, definitions),
      meaningText(property, definitions)
    ])
  )

/** The section of a schema. */
export const schemaSection = (name: string, definitions: Definitions): ReadonlyArray<string> => {
  const schema = definitions.schemas[name] ?? {}
  const heading = [`### Schema ${name}`, ""]
  const description = schema.description === undefined ? [] : [sentence(schema.description), ""]
  if (schema.properties !== undefined)
    return [...heading, ...description, ...propertiesTable(schema, definitions), ""]
  const example = schema.examples?.[0] === undefined ? "" : ` Example: ${code(schema.examples[0])}.`
  const pattern = schema.pattern === undefined ? "" : ` Pattern: ${code(schema.pattern)}.`
  return [...heading, ...description, `Type: ${typeText(schema, definitions)}.${example}${pattern}`, ""]
}
