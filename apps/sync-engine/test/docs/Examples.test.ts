import { CliConfig, CommandDescriptor } from "@effect/cli"
import { HttpApi, type HttpApiEndpoint, type HttpMethod } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { SyncApi, SyncRpcs } from "@openfaith/sync-api"
import { Effect, Option, Schema } from "effect"
import { commands as commandLine } from "../../src/cli/CheckoutCommands.ts"
import { blocks, commands, someId, wordsOf } from "../support/DocumentedExamples.ts"
import { pages, read } from "../support/Repository.ts"

type Endpoint = HttpApiEndpoint.HttpApiEndpoint<string, HttpMethod.HttpMethod>

const endpoints: Array<Endpoint> = []
HttpApi.reflect(SyncApi, { onGroup: () => undefined, onEndpoint: ({ endpoint }) => endpoints.push(endpoint) })

/** What pages show of the engine's command line. */
const engineCommands = commands.flatMap(({ page, text }) => {
  const words = wordsOf(text)
  const start = [["pnpm", "sync-engine"], ["node", "dist/main.js"], ["sync-engine"]].find((start) =>
    start.every((word, index) => words.filter((word) => !word.startsWith("--max-old"))[index] === word)
  )
  return start === undefined
    ? []
    : [{ page, text, args: words.filter((word) => !word.startsWith("--max-old")).slice(start.length) }]
})

/** The value after any of these flags of curl; `-sX` counts as `-X`. */
const flag = (words: ReadonlyArray<string>, pattern: RegExp): string | undefined => {
  const index = words.findIndex((word) => pattern.test(word))
  return index === -1 ? undefined : words[index + 1]
}

/** What pages ask the engine by curl; `$API` has become an id as every variable has. */
const calls = commands.flatMap(({ page, text }) => {
  const words = wordsOf(text)
  const target = words.find((word) => word.startsWith(`${someId}/`))
  if (words[0] !== "curl" || target === undefined) return []
  const url = new URL(target.slice(someId.length), "http://node")
  return [
    {
      page,
      text,
      url,
      method: flag(words, /^-[a-zA-Z]*X$/) ?? (flag(words, /^-d$/) === undefined ? "GET" : "POST"),
      body: flag(words, /^-d$/)
    }
  ]
})

/** The values that a path has in the places of an endpoint's parameters; none when it is another endpoint's path. */
const parametersIn = (
  { path }: Endpoint,
  pathname: string
): Option.Option<Readonly<Record<string, string>>> => {
  const parts = path.split("/")
  const given = pathname.split("/")
  return parts.length === given.length &&
    parts.every((part, index) => part.startsWith(":") || part === given[index])
    ? Option.some(
        Object.fromEntries(
          parts.flatMap((part, index) => (part.startsWith(":") ? [[part.slice(1), given[index] ?? ""]] : []))
        )
      )
    : Option.none()
}

/** What an endpoint makes of values: the part of a request that a schema of its describes. */
const decoding = (schema: Option.Option<Schema.Schema.All>, value: unknown) =>
  Option.match(schema, {
    onNone: () => Effect.void,
    onSome: ({ ast }) =>
      Effect.asVoid(
        Schema.decodeUnknown(Schema.make<unknown, unknown, never>(ast), { onExcessProperty: "error" })(value)
      )
  })

const RpcRequest = Schema.parseJson(Schema.Struct({ tag: Schema.String, payload: Schema.Unknown }))

/** The operations that pages name in passing, such as `GET /v1/cluster`, with made-up values for parameters. */
const named = pages.flatMap((page) =>
  [...read(page).matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/(?:v1|health|session)[^`\s?]*)`/g)].map(
    ([, method = "", path = ""]) => ({ page, method, path: path.replace(/\{\w+\}/g, someId) })
  )
)

describe("the examples in the documents", () => {
  it.effect.each(engineCommands)("$page: $text", ({ args }) =>
    Effect.gen(function* () {
      const directive = yield* CommandDescriptor.parse(
        commandLine.descriptor,
        ["sync-engine", ...args],
        CliConfig.defaultConfig
      )
      if (directive._tag === "UserDefined") assert.deepStrictEqual(directive.leftover, [])
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.effect.each(calls.filter(({ url }) => url.pathname !== "/rpc"))(
    "$page: $text",
    ({ body, method, url }) =>
      Effect.gen(function* () {
        const endpoint = endpoints.find(
          (endpoint) => endpoint.method === method && Option.isSome(parametersIn(endpoint, url.pathname))
        )
        assert(endpoint !== undefined, `the API has no ${method} ${url.pathname}`)
        yield* decoding(endpoint.pathSchema, Option.getOrThrow(parametersIn(endpoint, url.pathname)))
        yield* decoding(endpoint.urlParamsSchema, Object.fromEntries(url.searchParams))
        yield* decoding(endpoint.payloadSchema, body === undefined ? undefined : JSON.parse(body))
      })
  )

  it.effect.each(calls.filter(({ url }) => url.pathname === "/rpc"))("$page: $text", ({ body }) =>
    Effect.gen(function* () {
      const { payload, tag } = yield* Schema.decodeUnknown(RpcRequest)(body)
      const rpc = SyncRpcs.requests.get(tag)
      assert(rpc !== undefined, `there is no RPC ${tag}`)
      yield* decoding(Option.some(rpc.payloadSchema), payload)
    })
  )

  it("are there at all", () => {
    assert.isAbove(engineCommands.length, 10)
    assert.isAbove(calls.length, 10)
    assert.isNotEmpty(named)
  })

  it.each(named)("$page: $method $path", ({ method, path }) => {
    assert.isTrue(
      endpoints.some((endpoint) => endpoint.method === method && Option.isSome(parametersIn(endpoint, path)))
    )
  })

  it.each(blocks("json"))("$page: JSON that can be read", ({ text }) => {
    assert.doesNotThrow(() => JSON.parse(text))
  })
})
