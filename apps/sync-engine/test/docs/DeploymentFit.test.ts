import { CliConfig, CommandDescriptor } from "@effect/cli"
import { HttpApi } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { SyncApi } from "@openfaith/sync-api"
import { Effect, Option, Schema } from "effect"
import { parse, parseAllDocuments } from "yaml"
import { commands } from "../../src/cli/Commands.ts"
import { loadVariables } from "../support/ConfigModules.ts"
import { blocks } from "../support/DocumentedExamples.ts"
import { below, read } from "../support/Repository.ts"

const folder = "docs/deployment"
const dockerfile = read(`${folder}/Dockerfile`)

const Probe = Schema.Struct({ httpGet: Schema.Struct({ path: Schema.String, port: Schema.String }) })
const Container = Schema.Struct({
  ports: Schema.Array(Schema.Struct({ name: Schema.String, containerPort: Schema.Int })),
  startupProbe: Probe,
  readinessProbe: Probe,
  livenessProbe: Probe
})
const StatefulSet = Schema.Struct({
  kind: Schema.Literal("StatefulSet"),
  spec: Schema.Struct({
    template: Schema.Struct({ spec: Schema.Struct({ containers: Schema.Tuple(Container) }) })
  })
})
const Service = Schema.Struct({
  kind: Schema.Literal("Service"),
  spec: Schema.Struct({ ports: Schema.Array(Schema.Struct({ targetPort: Schema.String })) })
})
const ConfigMap = Schema.Struct({
  kind: Schema.Literal("ConfigMap"),
  data: Schema.Struct({ HTTP_PORT: Schema.NumberFromString, RUNNER_PORT: Schema.NumberFromString })
})
const Compose = Schema.Struct({
  services: Schema.Record({
    key: Schema.String,
    value: Schema.Struct({ ports: Schema.optionalWith(Schema.Array(Schema.String), { default: () => [] }) })
  })
})
const Words = Schema.parseJson(Schema.Array(Schema.String))

const manifests = below(`${folder}/kubernetes`, ".yaml").flatMap((path) =>
  parseAllDocuments(read(path)).map((document) => document.toJS() as unknown)
)

/** The manifests of a kind. */
const ofKind = <A, I>(schema: Schema.Schema<A, I>): ReadonlyArray<A> =>
  manifests.flatMap((manifest) => Option.toArray(Schema.decodeUnknownOption(schema)(manifest)))

/** Where a node listens unless it is told otherwise. */
const defaults = async () => {
  const variables = await loadVariables()
  const portOf = (name: string) =>
    Number(
      Option.getOrThrow(
        Option.flatMapNullable(Option.fromNullable(variables.get(name)), ({ fallback }) =>
          Option.getOrNull(fallback)
        )
      )
    )
  return { http: portOf("HTTP_PORT"), runner: portOf("RUNNER_PORT") }
}

const probes = new Set<string>()
HttpApi.reflect(SyncApi, {
  onGroup: () => undefined,
  onEndpoint: ({ endpoint: { method, path }, group }) => {
    if (group.identifier === "health" && method === "GET") probes.add(path)
  }
})

/** The words of a line of the Dockerfile, such as those of its ENTRYPOINT. */
const wordsOf = (instruction: string): ReadonlyArray<string> =>
  Schema.decodeUnknownSync(Words)(new RegExp(`^${instruction} (\\[.*\\])$`, "m").exec(dockerfile)?.[1])

const [stateful] = ofKind(StatefulSet)
const [container] = stateful?.spec.template.spec.containers ?? []

describe("a deployment and the node in it", () => {
  it("agree on the ports", async () => {
    const { http, runner } = await defaults()
    assert.deepStrictEqual(container?.ports, [
      { name: "http", containerPort: http },
      { name: "runner", containerPort: runner }
    ])
    assert.deepStrictEqual(
      ofKind(ConfigMap).map(({ data }) => data),
      [{ HTTP_PORT: http, RUNNER_PORT: runner }]
    )
    assert.match(dockerfile, new RegExp(`^EXPOSE ${http} ${runner}$`, "m"))
    const { services } = Schema.decodeUnknownSync(Compose)(
      parse(read(`${folder}/compose.yaml`), { merge: true })
    )
    const published = Object.values(services).flatMap(({ ports }) => ports)
    assert.isNotEmpty(published)
    for (const port of published) assert.match(port, new RegExp(`:${http}$`))
    const targets = ofKind(Service).flatMap(({ spec }) => spec.ports.map(({ targetPort }) => targetPort))
    assert.sameMembers([...new Set(targets)], ["http", "runner"])
  })

  it("agree on the probes", () => {
    assert(container !== undefined)
    for (const { httpGet } of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
      assert.isTrue(probes.has(httpGet.path), httpGet.path)
      assert.strictEqual(httpGet.port, "http")
    }
    const [, path = ""] = /:\$\{process\.env\.HTTP_PORT \?\? \d+\}(\/[\w/]+)`/.exec(dockerfile) ?? []
    assert.isTrue(probes.has(path), path)
  })

  const started = [
    ["the image", [...wordsOf("ENTRYPOINT"), ...wordsOf("CMD")]],
    ...blocks("ini").map(
      ({ page, text }) => [page, /^ExecStart=(.*)$/m.exec(text)?.[1]?.split(" ") ?? []] as const
    )
  ] as const

  it.effect.each(started)("agree on the command: %s", ([, words]) =>
    Effect.gen(function* () {
      const main = words.findIndex((word) => word.endsWith("/main.js"))
      assert.isAbove(main, 0)
      const directive = yield* CommandDescriptor.parse(
        commands.descriptor,
        ["sync-engine", ...words.slice(main + 1)],
        CliConfig.defaultConfig
      )
      assert.strictEqual(directive._tag, "UserDefined")
      if (directive._tag === "UserDefined") assert.deepStrictEqual(directive.leftover, [])
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
