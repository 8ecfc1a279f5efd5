import { FileSystem, Path } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { testServer } from "@openfaith/local-postgres/vitest"
import { Effect, Schema } from "effect"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as LocalNode from "../../src/local/LocalNode.ts"
import * as LocalProcess from "../../src/local/LocalProcess.ts"
import { read } from "../support/Repository.ts"

const dist = fileURLToPath(new URL("../../dist/", import.meta.url))

/** The release as another machine has it: nothing of this checkout is above or beside it. */
const unpacked = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  assert.isTrue(yield* fs.exists(path.join(dist, "main.js")), "pnpm build comes first")
  const folder = yield* fs.makeTempDirectoryScoped({ prefix: "openfaith-release-" })
  yield* fs.copy(dist, folder, { overwrite: true })
  return { main: path.join(folder, "main.js"), log: path.join(folder, "log") }
})

const Words = Schema.parseJson(Schema.NonEmptyArray(Schema.String))

/** What the image asks a node by, and its exit code when the node is at this port. */
const healthCheck = (port: string) => {
  const [, words] = /^HEALTHCHECK .*CMD (\[.*\])$/m.exec(read("docs/deployment/Dockerfile")) ?? []
  const [, ...args] = Schema.decodeUnknownSync(Words)(words)
  return spawnSync(process.execPath, args, { env: { HTTP_PORT: port } }).status
}

describe("a release", () => {
  it.scopedLive("serves the API and the dashboard with nothing but Node and PostgreSQL", () =>
    Effect.gen(function* () {
      const { log, main } = yield* unpacked
      const { url: databaseUrl } = yield* TestDatabase.make({ server: testServer() })
      const node = yield* LocalNode.start({
        name: "release",
        entry: main,
        databaseUrl,
        pcoBaseUrl: "http://127.0.0.1:9",
        apiKey: "key",
        encryptionKey: "00".repeat(32),
        log
      })
      const get = (path: string) => Effect.promise(() => fetch(`${node.url}${path}`))
      assert.strictEqual((yield* get("/health/ready")).status, 200)
      const page = yield* Effect.promise(async () => (await fetch(`${node.url}/`)).text())
      const [, script = ""] = /src="([^"]+\.js)"/.exec(page) ?? []
      assert.strictEqual((yield* get(script)).headers.get("content-type"), "text/javascript; charset=utf-8")
      assert.strictEqual((yield* get("/docs")).status, 200)
      assert.strictEqual(healthCheck(new URL(node.url).port), 0)
      assert.strictEqual(healthCheck("9"), 1)
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scopedLive("brings no simulated church", () =>
    Effect.gen(function* () {
      const { log, main } = yield* unpacked
      const { firstLine } = yield* LocalProcess.start({
        name: "demo",
        entry: main,
        args: ["demo"],
        environment: {},
        log
      })
      assert.include((yield* Effect.flip(firstLine)).message, "Invalid subcommand")
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
