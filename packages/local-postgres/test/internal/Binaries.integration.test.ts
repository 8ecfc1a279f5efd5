import { assert, describe, it } from "@effect/vitest"
import { chmod, cp, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { installedFolder, runnableFrom } from "../../src/internal/Binaries.ts"
import { serverAccount } from "../../src/internal/ServerAccount.ts"

const tempFolder = (mode: number) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const path = await mkdtemp(join(tmpdir(), "binaries "))
      await chmod(path, mode)
      return path
    }),
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
  )

/** An installation as npm leaves it without install scripts, below `folder`: no links to the libraries. */
const installWithoutLinks = (folder: string) =>
  Effect.gen(function* () {
    const native = join(folder, "native")
    const installed = yield* installedFolder
    yield* Effect.promise(() => cp(installed, native, { recursive: true, verbatimSymlinks: true }))
    yield* Effect.promise(async () => {
      for (const entry of await readdir(join(native, "lib"), { withFileTypes: true })) {
        if (entry.isSymbolicLink()) await rm(join(native, "lib", entry.name))
      }
    })
    return native
  })

describe("runnableFrom", () => {
  it.scopedLive("uses the installation itself when it can", () =>
    Effect.gen(function* () {
      const account = yield* serverAccount
      const workspace = yield* tempFolder(0o755)
      const first = yield* runnableFrom(yield* installedFolder, account, workspace)
      assert.strictEqual(yield* runnableFrom(first, account, workspace), first)
    })
  )

  it.scopedLive("adds the library links that an install script would have made", () =>
    Effect.gen(function* () {
      const account = yield* serverAccount
      const installed = yield* installWithoutLinks(yield* tempFolder(0o755))
      const workspace = yield* tempFolder(0o755)
      assert.strictEqual(yield* runnableFrom(installed, account, workspace), installed)
    })
  )

  it.scopedLive.skipIf(process.getuid?.() !== 0)("copies an installation that only root can enter", () =>
    Effect.gen(function* () {
      const account = yield* serverAccount
      const installed = yield* installWithoutLinks(yield* tempFolder(0o700))
      const workspace = yield* tempFolder(0o755)
      assert.strictEqual(yield* runnableFrom(installed, account, workspace), join(workspace, "native"))
    })
  )
})
