import { FileSystem, Path } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe } from "@effect/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { testServer } from "@openfaith/local-postgres/vitest"
import { Effect, Schema } from "effect"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as LocalNode from "../../src/local/LocalNode.ts"
import * as LocalProcess from "../../src/local/LocalProcess.ts"
import { read } from "../support/Repository.ts"
import { endToEnd } from "./EndToEnd.ts"

const dist = fileURLToPath(new URL("../../dist/", import.meta.url))

/**
 * The release as another machine has it: nothing of this checkout is above or beside it. It and the folder it works in may
 * not be written to, and are as they were afterwards even for a user whom that does not keep from it.
 */
const unpacked = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  assert.isTrue(yield* fs.exists(path.join(dist, "main.js")), "pnpm build comes first")
  const folder = yield* fs.makeTempDirectoryScoped({ prefix: "openfaith-release-" })
  const [app, work, state] = ["app", "work", "state"].map((name) => path.join(folder, name)) as [
    string,
    string,
    string
  ]
  yield* fs.copy(dist, app)
  yield* fs.makeDirectory(work)
  yield* fs.makeDirectory(state)
  const sealed = [
    work,
    app,
    ...(yield* fs.readDirectory(app, { recursive: true })).map((name) => path.join(app, name))
  ]
  const seal = (mode: number) => Effect.forEach(sealed, (name) => fs.chmod(name, mode), { discard: true })
  yield* Effect.acquireRelease(seal(0o555), () => Effect.orDie(seal(0o755)))
  const files = Effect.all([
    fs.readDirectory(work),
    Effect.map(fs.readDirectory(app, { recursive: true }), (names) => names.toSorted())
  ])
  return { main: path.join(app, "main.js"), log: path.join(state, "log"), work, files }
})

const Words = Schema.parseJson(Schema.NonEmptyArray(Schema.String))

/** What the image asks a node by, and its exit code when the node is at this port. */
const healthCheck = (port: string) => {
  const [, words] = /^HEALTHCHECK .*CMD (\[.*\])$/m.exec(read("docs/deployment/Dockerfile")) ?? []
  const [, ...args] = Schema.decodeUnknownSync(Words)(words)
  return spawnSync(process.execPath, args, { env: { HTTP_PORT: port } }).status
}

describe("a release", () => {
  endToEnd("serves the API and the dashboard with nothing but Node and PostgreSQL", () =>
    Effect.gen(function* () {
      const { files, log, main, work } = yield* unpacked
      const before = yield* files
      assert.isFalse(before[1].some((name) => name.includes("node_modules")))
      const { url: databaseUrl } = yield* TestDatabase.make({ server: testServer() })
      const node = yield* LocalNode.start({
        name: "release",
        entry: main,
        cwd: work,
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
      assert.deepStrictEqual(yield* files, before)
    }).pipe(Effect.provide(NodeContext.layer))
  )

  endToEnd("brings no simulated church", () =>
    Effect.gen(function* () {
      const { log, main, work } = yield* unpacked
      const { firstLine } = yield* LocalProcess.start({
        name: "demo",
        entry: main,
        args: ["demo"],
        environment: {},
        cwd: work,
        log
      })
      assert.include((yield* Effect.flip(firstLine)).message, "Invalid subcommand")
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
