import { FileSystem, Path } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Option } from "effect"
import { gunzipSync } from "node:zlib"
import * as DashboardFiles from "../../src/http/DashboardFiles.ts"

const script = "export const greeting = 'hello'\n".repeat(50)

const filesOf = (built: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const folder = yield* fs.makeTempDirectoryScoped()
    yield* fs.makeDirectory(path.join(folder, "assets"))
    yield* Effect.forEach(Object.entries(built), ([name, content]) =>
      fs.writeFileString(path.join(folder, name), content)
    )
    return yield* Effect.withConfigProvider(
      DashboardFiles.read,
      ConfigProvider.fromMap(new Map([["DASHBOARD_DIR", folder]]))
    )
  }).pipe(Effect.provide(NodeContext.layer))

describe("the dashboard's files", () => {
  it.scoped("are those that a browser asks for, gzipped where that helps", () =>
    Effect.gen(function* () {
      const files = yield* filesOf({
        "index.html": "<!doctype html>",
        "assets/index-Dx4kXJAl.js": script,
        "assets/inter-B1z2iRFC.woff2": "font",
        "assets/index-Dx4kXJAl.js.map": "{}"
      })
      assert.sameMembers(
        [...files.keys()],
        ["/index.html", "/assets/index-Dx4kXJAl.js", "/assets/inter-B1z2iRFC.woff2"]
      )
      const file = files.get("/assets/index-Dx4kXJAl.js")
      assert.strictEqual(file?.contentType, "text/javascript; charset=utf-8")
      const gzipped = Option.getOrThrow(file?.gzipped ?? Option.none())
      assert.isBelow(gzipped.length, script.length)
      assert.strictEqual(gunzipSync(gzipped).toString(), script)
      assert.deepStrictEqual(files.get("/assets/inter-B1z2iRFC.woff2")?.gzipped, Option.none())
    })
  )

  it.scoped("are none where nothing was built", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* filesOf({})).size, 0)
    })
  )
})
