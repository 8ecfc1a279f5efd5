import { OpenApi } from "@effect/platform"
import { SyncApi } from "@openfaith/sync-api"
import {
  anchorOf,
  type Definitions,
  isDescribed,
  type JsonSchema,
  meaningText,
  schemaSection,
  table,
  typeText
} from "./JsonSchemaText.ts"

const { components, paths, tags } = OpenApi.fromApi(SyncApi)

/** One operation, as the OpenAPI document has it. */
export interface Operation extends OpenApi.OpenAPISpecOperation {
  readonly method: string
  readonly path: string
}

/** Every operation of the API. */
export const operations: ReadonlyArray<Operation> = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path }))
)

/** The schemas of the OpenAPI document, each with a section on this page. */
export const definitions: Definitions = {
  schemas: components.schemas as Readonly<Record<string, JsonSchema>>,
  linkTo: (name) => `#${anchorOf(name)}`
}

const contentText = (content: OpenApi.OpenApiSpecContent | undefined): string =>
  Object.entries(content ?? {})
    .map(([type, { schema }]) =>
      type === "application/json" ? typeText(schema as JsonSchema, definitions) : `\`${type}\``
    )
    .join(" or ")

const parametersOf = ({ parameters }: Operation): ReadonlyArray<string> =>
  parameters.length === 0
    ? []
    : [
        ...table(
          ["parameter", "in", "type", "meaning"],
          parameters.map(({ in: place, name, required, schema }) => [
            required ? `\`${name}\`` : `\`${name}\`, optional`,
            place,
            typeText(schema as JsonSchema, definitions),
            meaningText(schema as JsonSchema, definitions)
          ])
        ),
        ""
      ]

const operationSection = (operation: Operation): ReadonlyArray<string> => {
  const { description, method, path, requestBody, responses, security, summary } = operation
  return [
    `### ${method} ${path}`,
    "",
    [`${summary ?? ""}.`, description, security.length === 0 ? "Needs no key." : undefined]
      .filter((part) => part !== undefined)
      .join(" "),
    "",
    ...parametersOf(operation),
    ...(requestBody === undefined ? [] : [`Body: ${contentText(requestBody.content)}`, ""]),
    ...table(
      ["status", "body", "meaning"],
      Object.entries(responses ?? {}).map(([status, response]) => [
        status,
        contentText(response.content),
        response.description
      ])
    ),
    ""
  ]
}

const preface = `# HTTP API

Written by \`pnpm --filter @openfaith/sync-engine docs\` from the schemas of \`packages/sync-api\`, and compared by every test run.
A node serves the same as OpenAPI at \`/openapi.json\` and as a page to try things at \`/docs\`.

Callers present the API key as \`authorization: Bearer …\`; browsers have a session cookie from \`POST /session\`, and send
\`x-requested-with: openfaith\` with whatever changes something. Bodies are JSON. Every error has a \`_tag\` that names it.
The same operations are offered as [RPC](rpc.md).
`

/** The page about the API over HTTP. */
export const httpReference = (): string =>
  [
    preface,
    ...tags.flatMap(({ description, name }) => [
      `## ${name}`,
      "",
      `${description ?? ""}.`,
      "",
      ...operations.filter((operation) => operation.tags.includes(name)).flatMap(operationSection)
    ]),
    "## Schemas",
    "",
    ...Object.keys(definitions.schemas)
      .filter((name) => isDescribed(definitions, name))
      .sort()
      .flatMap((name) => schemaSection(name, definitions))
  ].join("\n")
