import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { rendered } from "../../src/bench/publish/Publish.ts"

const documents = fileURLToPath(new URL("../../../../docs", import.meta.url))

describe("docs/performance.md", () => {
  it.effect("has the tables and charts of the stored results: `pnpm bench publish` writes them", () =>
    Effect.gen(function* () {
      const files = yield* rendered({
        results: `${documents}/performance`,
        page: `${documents}/performance.md`,
        images: `${documents}/images`
      })
      for (const [file, text] of files) assert.strictEqual(readFileSync(file, "utf8"), text, file)
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
