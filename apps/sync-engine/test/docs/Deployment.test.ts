import { assert, describe, it } from "@effect/vitest"
import { DCLinter } from "dclint"
import { validate } from "dockerfile-utils"
import { Option, Record, Schema } from "effect"
import { join } from "node:path"
import { parse, parseAllDocuments } from "yaml"
import { version } from "../../src/Version.ts"
import { loadVariables } from "../support/ConfigModules.ts"
import { blocks, commands } from "../support/DocumentedExamples.ts"
import { faultsOf } from "../support/KubernetesModel.ts"
import { below, pages, read, root } from "../support/Repository.ts"

const folder = "docs/deployment"
const image = `openfaith/sync-engine:${version}`

const Variables = Schema.Record({ key: Schema.String, value: Schema.String })
const Service = Schema.Struct({
  image: Schema.String,
  environment: Schema.optionalWith(Variables, { default: () => ({}) }),
  read_only: Schema.optional(Schema.Boolean),
  cap_drop: Schema.optional(Schema.Array(Schema.String)),
  stop_grace_period: Schema.optional(Schema.String)
})
const Compose = Schema.Struct({ services: Schema.Record({ key: Schema.String, value: Service }) })
const Manifest = Schema.Struct({
  apiVersion: Schema.String,
  kind: Schema.String,
  data: Schema.optionalWith(Variables, { default: () => ({}) }),
  stringData: Schema.optionalWith(Variables, { default: () => ({}) })
})
const Nodes = Schema.Struct({
  spec: Schema.Struct({
    template: Schema.Struct({
      spec: Schema.Struct({
        containers: Schema.Array(Schema.Struct({ env: Schema.Array(Schema.Struct({ name: Schema.String })) }))
      })
    })
  })
})
const Collector = Schema.Struct({
  receivers: Schema.Record({ key: Schema.String, value: Schema.Unknown }),
  processors: Schema.Record({ key: Schema.String, value: Schema.Unknown }),
  exporters: Schema.Record({ key: Schema.String, value: Schema.Unknown }),
  service: Schema.Struct({
    pipelines: Schema.Record({
      key: Schema.String,
      value: Schema.Struct({
        receivers: Schema.Array(Schema.String),
        processors: Schema.Array(Schema.String),
        exporters: Schema.Array(Schema.String)
      })
    })
  })
})
const Kustomization = Schema.Struct({
  resources: Schema.Array(Schema.String),
  images: Schema.Array(Schema.Struct({ name: Schema.String, newTag: Schema.String }))
})

/** What the compose file's linter says; its own types do not resolve. */
interface LintResult {
  readonly messages: ReadonlyArray<{ readonly line: number; readonly message: string }>
}

const compose = parse(read(`${folder}/compose.yaml`), { merge: true }) as unknown
const { services } = Schema.decodeUnknownSync(Compose)(compose)
const nodes = Record.filter(services, (service) => service.image === image)

const manifestFiles = below(`${folder}/kubernetes`, ".yaml").filter(
  (path) => !path.endsWith("kustomization.yaml")
)
const manifests = manifestFiles.flatMap((path) =>
  parseAllDocuments(read(path)).map((document) => document.toJS() as unknown)
)
const decodedManifests = manifests.map((manifest) => Schema.decodeUnknownSync(Manifest)(manifest))

const dockerfile = read(`${folder}/Dockerfile`)

describe("the Dockerfile", () => {
  it("passes the linter", () => {
    assert.deepStrictEqual(
      validate(dockerfile).map(({ message }) => message),
      []
    )
  })

  it("pins its base, and leaves the node no rights", () => {
    const lines = dockerfile.split("\n")
    const bases = lines.filter((line) => line.startsWith("FROM "))
    assert.isTrue(
      bases.every((line) => /^FROM \w+:\d+\.\d+\.\d+-\w/.test(line)),
      bases.join("\n")
    )
    assert.include(lines, "USER node")
    assert.isTrue(lines.some((line) => line.startsWith('ENTRYPOINT ["node", ')))
    assert.isTrue(lines.some((line) => line.startsWith("HEALTHCHECK ")))
  })
})

describe("the compose file", () => {
  it("passes the linter", () => {
    const linter = new DCLinter({
      // Sorted by meaning; and quotes as everywhere else.
      rules: {
        "require-quotes-in-ports": [1, { quoteType: "double" }],
        "service-keys-order": 0,
        "top-level-properties-order": 0
      },
      quiet: false,
      debug: false,
      exclude: []
    })
    const faults: ReadonlyArray<LintResult> = linter.lintFiles([join(root, folder, "compose.yaml")], false)
    assert.deepStrictEqual(
      faults.flatMap(({ messages }) => messages.map(({ line, message }) => `${line}: ${message}`)),
      []
    )
  })

  it("runs two nodes that may write nothing but their volume, under an address each", () => {
    assert.strictEqual(Object.keys(nodes).length, 2)
    for (const [name, node] of Object.entries(nodes)) {
      assert.isTrue(node.read_only)
      assert.deepStrictEqual(node.cap_drop, ["ALL"])
      assert.strictEqual(node.stop_grace_period, "30s")
      assert.strictEqual(node.environment["RUNNER_HOST"], name)
    }
  })
})

describe("the collector's configuration", () => {
  it("uses what it declares, and declares what it uses", () => {
    const { service, ...declared } = Schema.decodeUnknownSync(Collector)(
      parse(read(`${folder}/otel-collector.yaml`))
    )
    for (const part of ["receivers", "processors", "exporters"] as const) {
      const used = Object.values(service.pipelines).flatMap((pipeline) => pipeline[part])
      assert.sameMembers([...new Set(used)], Object.keys(declared[part]), part)
    }
  })
})

describe("the Kubernetes manifests", () => {
  it.each(decodedManifests.map(({ kind }, index) => [kind, index] as const))(
    "%s is what its schema allows, and has nothing else",
    (_, index) => {
      assert.deepStrictEqual(faultsOf(manifests[index] as (typeof decodedManifests)[number]), [])
    }
  )

  it("are all applied, but for the example of a secret, with this version's image", () => {
    const { images, resources } = Schema.decodeUnknownSync(Kustomization)(
      parse(read(`${folder}/kubernetes/kustomization.yaml`))
    )
    const names = manifestFiles.map((path) => path.replace(`${folder}/kubernetes/`, ""))
    assert.sameMembers([...resources, "secret.example.yaml"], names)
    assert.deepStrictEqual(
      images.map(({ name, newTag }) => `${name}:${newTag}`),
      [image]
    )
  })
})

describe("the variables of a deployment", () => {
  const stateful = manifests.find((_, index) => decodedManifests[index]?.kind === "StatefulSet")
  const [container] = Schema.decodeUnknownSync(Nodes)(stateful).spec.template.spec.containers
  const ofKubernetes: Readonly<Record<string, string>> = {
    ...Object.assign({}, ...decodedManifests.map(({ data, stringData }) => ({ ...data, ...stringData }))),
    ...Object.fromEntries((container?.env ?? []).map(({ name }) => [name, "10.0.0.12"]))
  }
  const ofImage = Object.fromEntries(
    [...dockerfile.matchAll(/^ENV (\w+)=(\S+)$/gm)].map(([, name = "", value = ""]) => [name, value])
  )
  const deployments = [
    ["Kubernetes", ofKubernetes],
    ["the image", ofImage],
    ...Object.entries(nodes).map(([name, { environment }]) => [name, environment] as const)
  ] as const

  it.each(deployments)(
    "are those that the engine reads, with values that it takes: %s",
    async (_, environment) => {
      const known = await loadVariables()
      assert.isNotEmpty(Object.keys(environment))
      for (const [name, value] of Object.entries(environment)) {
        const variable = known.get(name)
        assert(variable !== undefined, `no config module declares ${name}`)
        if (!value.includes("$")) assert.isUndefined(Option.getOrUndefined(variable.fault(value)), name)
      }
    }
  )

  it.each(deployments.filter(([name]) => name !== "the image"))(
    "are enough to start a node: %s",
    async (_, environment) => {
      const required = [...(await loadVariables()).values()].filter(({ fallback }) => Option.isNone(fallback))
      assert.includeMembers(
        Object.keys(environment),
        required.map(({ name }) => name)
      )
    }
  )
})

describe("what is told of starting a node", () => {
  const flagsOf = (command: string): ReadonlyArray<string> => command.match(/--[a-z-]+=\d+/g) ?? []
  const units = blocks("ini").map(({ page, text }) => ({
    page,
    text: /^ExecStart=(.*)$/m.exec(text)?.[1] ?? ""
  }))
  const started = [...commands, ...units].filter(({ text }) => text.endsWith("/main.js serve"))

  it("is there at all", () => {
    assert.includeMembers(
      started.map(({ page }) => page),
      ["README.md", "docs/runbook.md", `${folder}/README.md`]
    )
  })

  it.each(started)("has the image's flags of Node.js: $page", ({ text }) => {
    const image = flagsOf(/^ENTRYPOINT .*$/m.exec(dockerfile)?.[0] ?? "")
    assert.isNotEmpty(image)
    assert.deepStrictEqual(flagsOf(text), image)
  })
})

describe("what is told of building", () => {
  it("names the pinned pnpm", () => {
    const { packageManager } = JSON.parse(read("package.json")) as { readonly packageManager: string }
    const named = [...pages, `${folder}/Dockerfile`].flatMap((path) =>
      [...read(path).matchAll(/pnpm@[\d.]*\d/g)].map(([name]) => `${path}: ${name}`)
    )
    assert.isNotEmpty(named)
    assert.deepStrictEqual(
      named.filter((name) => !name.endsWith(`: ${packageManager}`)),
      []
    )
  })
})
