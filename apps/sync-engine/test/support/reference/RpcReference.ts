import { RpcSchema } from "@effect/rpc"
import { SyncRpcs } from "@openfaith/sync-api"
import { JSONSchema, Option, Schema } from "effect"
import * as HttpReference from "./HttpReference.ts"
import {
  anchorOf,
  type Definitions,
  isDescribed,
  type JsonSchema,
  propertiesTable,
  schemaSection,
  typeText
} from "./JsonSchemaText.ts"

/** A schema with those it refers to. */
interface Rooted extends JsonSchema {
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

const jsonSchema = (schema: Schema.Schema.All): Rooted =>
  schema.ast._tag === "NeverKeyword" || schema.ast._tag === "VoidKeyword"
    ? {}
    : (JSONSchema.make(Schema.make<unknown, unknown, never>(schema.ast)) as Rooted)

const parts = [...SyncRpcs.requests.values()].map((rpc) => {
  const stream = Option.getOrUndefined(RpcSchema.getStreamSchemas(rpc.successSchema.ast))
  return {
    name: rpc._tag,
    isStream: stream !== undefined,
    payload: jsonSchema(rpc.payloadSchema),
    success: jsonSchema(stream?.success ?? rpc.successSchema),
    errors: [rpc.errorSchema, ...[...rpc.middlewares].map(({ failure }) => failure)].map(jsonSchema)
  }
})

const schemas: Readonly<Record<string, JsonSchema>> = Object.assign(
  {},
  ...parts.flatMap(({ errors, payload, success }) =>
    [payload, success, ...errors].map(({ $defs }) => $defs ?? {})
  )
)

const isOnHttpPage = (name: string): boolean => Object.hasOwn(HttpReference.definitions.schemas, name)

const definitions: Definitions = {
  schemas,
  linkTo: (name) => `${isOnHttpPage(name) ? "http-api.md" : ""}#${anchorOf(name)}`
}

const isNothing = (schema: JsonSchema): boolean =>
  schema.$ref === undefined && schema.type === undefined && schema.anyOf === undefined

const section = ({
  errors,
  isStream,
  name,
  payload,
  success
}: (typeof parts)[number]): ReadonlyArray<string> => [
  `## ${name}`,
  "",
  ...(payload.properties === undefined
    ? ["No payload.", ""]
    : [...propertiesTable(payload, definitions), ""]),
  `${isStream ? "Streams" : "Answers"}: ${typeText(success, definitions)}`,
  "",
  `Errors: ${errors
    .filter((error) => !isNothing(error))
    .map((error) => typeText(error, definitions))
    .join(" or ")}`,
  ""
]

const preface = `# RPC

Written by \`pnpm --filter @openfaith/sync-engine docs\` from the group \`SyncRpcs\` of \`packages/sync-api\`, and compared by every
test run. The operations are those of the [HTTP API](http-api.md), with the same schemas and errors; a program in TypeScript
gets a typed client from the group by \`RpcClient.make(SyncRpcs)\` of \`@effect/rpc\`, with \`RpcSerialization.layerNdjson\`.

On the wire it is \`POST /rpc\`, a line of JSON a request and a line a message of the answer:

\`\`\`sh
curl -sSN "$API/rpc" -H "authorization: Bearer $API_KEY" -H "content-type: application/ndjson" \\
  -d '{"_tag":"Request","id":"1","tag":"GetOrganization","payload":{"orgId":"grace-church"},"headers":[]}'
\`\`\`

A stream comes as \`Chunk\` messages with \`values\`; every request ends with one \`Exit\`, whose \`exit\` is a \`Success\` with a
\`value\` or a \`Failure\` with a \`cause\`.
`

/** The page about the API over RPC. */
export const rpcReference = (): string => {
  const own = Object.keys(schemas).filter((name) => isDescribed(definitions, name) && !isOnHttpPage(name))
  return [
    preface,
    ...parts.flatMap(section),
    ...(own.length === 0
      ? []
      : ["## Schemas", "", ...own.sort().flatMap((name) => schemaSection(name, definitions))])
  ].join("\n")
}
