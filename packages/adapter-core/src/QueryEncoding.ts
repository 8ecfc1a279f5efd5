import { ParseResult, Schema } from "effect"
import type { AnyEndpoint } from "./Endpoint.ts"

/** Bounds for a timestamp field; send full UTC timestamps, as a bare date may be read in the organisation's zone. */
export const Comparison = Schema.Struct({
  gt: Schema.optional(Schema.String),
  gte: Schema.optional(Schema.String),
  lt: Schema.optional(Schema.String),
  lte: Schema.optional(Schema.String)
})
/** @see {@link Comparison} */
export type Comparison = typeof Comparison.Type

/** What a call to this endpoint may ask; a name the endpoint does not declare does not compile. */
export type QueryOf<E extends AnyEndpoint> = {
  readonly include?: ReadonlyArray<E["include"][number]> | undefined
} & (E["kind"] extends "get"
  ? unknown
  : {
      readonly where?:
        | { readonly [Field in E["where"][number]]?: string | Comparison | undefined }
        | undefined
      readonly order?: E["order"][number] | `-${E["order"][number]}` | undefined
      readonly perPage?: number | undefined
      readonly offset?: number | undefined
    })

const Where = Schema.Union(Schema.String, Comparison)

const asked = (endpoint: AnyEndpoint) => {
  const include = Schema.optional(Schema.Array(Schema.Literal(...endpoint.include)))
  if (endpoint.kind === "get") return Schema.Struct({ include })
  const descending = endpoint.order.map((field) => `-${field}`)
  return Schema.Struct({
    include,
    where: Schema.optional(
      Schema.Struct(Object.fromEntries(endpoint.where.map((field) => [field, Schema.optional(Where)])))
    ),
    order: Schema.optional(Schema.Literal(...endpoint.order, ...descending)),
    perPage: Schema.optional(Schema.Number),
    offset: Schema.optional(Schema.Number)
  })
}

/** `where[field]=value`, or `where[field][gte]=value` for bounds, as query parameters. */
export const encodeWhere = (
  where: Readonly<Record<string, string | Comparison | undefined>>
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(where).flatMap(([field, condition]) => {
      if (condition === undefined) return []
      if (typeof condition === "string") return [[`where[${field}]`, condition]]
      return Object.entries(condition).flatMap(([operator, value]) =>
        value === undefined ? [] : [[`where[${field}][${operator}]`, value]]
      )
    })
  )

interface Asked {
  readonly include?: ReadonlyArray<string> | undefined
  readonly where?: Readonly<Record<string, string | Comparison | undefined>> | undefined
  readonly order?: string | undefined
  readonly perPage?: number | undefined
  readonly offset?: number | undefined
}

const encode = (fixed: Readonly<Record<string, string>>, query: Asked): Record<string, string> => ({
  ...fixed,
  ...(query.include === undefined || query.include.length === 0 ? {} : { include: query.include.join(",") }),
  ...encodeWhere(query.where ?? {}),
  ...(query.order === undefined ? {} : { order: query.order }),
  ...(query.perPage === undefined ? {} : { per_page: String(query.perPage) }),
  ...(query.offset === undefined ? {} : { offset: String(query.offset) })
})

/** Query parameters of an endpoint from what a call asks; refuses undeclared names at run time too. */
export const querySchema = (endpoint: AnyEndpoint) =>
  Schema.transformOrFail(Schema.Record({ key: Schema.String, value: Schema.String }), asked(endpoint), {
    strict: true,
    encode: (query: Asked) => ParseResult.succeed(encode(endpoint.fixed, query)),
    decode: (sent, _options, ast) =>
      ParseResult.fail(new ParseResult.Forbidden(ast, sent, "queries are written here, never read"))
  })
