import { randomBytes } from "node:crypto"
import { access, chown, mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Option } from "effect"
import { ServerFailed } from "../LocalPostgresError.ts"
import { run } from "./Command.ts"
import type { ServerAccount } from "./ServerAccount.ts"

/** The superuser of every server started here. */
export const superuser = "postgres"

const passwordFile = (dataDir: string) => join(dataDir, "local-postgres.password")

const exists = (path: string) =>
  Effect.promise(() =>
    access(path).then(
      () => true,
      () => false
    )
  )

const ownedFolder = (path: string, account: Option.Option<ServerAccount>) =>
  Effect.promise(async () => {
    await mkdir(path, { recursive: true, mode: 0o700 })
    if (Option.isSome(account)) await chown(path, account.value.uid, account.value.gid)
  })

/** Loopback is open to every user of the machine and a superuser can run programs, so there is a password. */
const initialise = (options: {
  readonly binaries: string
  readonly account: Option.Option<ServerAccount>
  readonly dataDir: string
  readonly workspace: string
  readonly durable: boolean
}) =>
  Effect.gen(function* () {
    const password = randomBytes(18).toString("base64url")
    const handover = join(options.workspace, "password")
    yield* Effect.promise(() => writeFile(handover, password, { mode: 0o600 }))
    if (Option.isSome(options.account)) {
      const { uid, gid } = options.account.value
      yield* Effect.promise(() => chown(handover, uid, gid))
    }
    const { code, output } = yield* run(options.account, join(options.binaries, "bin", "initdb"), [
      `--pgdata=${options.dataDir}`,
      `--username=${superuser}`,
      `--pwfile=${handover}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--no-instructions",
      ...(options.durable ? [] : ["--no-sync"])
    ])
    if (code !== 0) return yield* new ServerFailed({ step: "initdb", reason: "exited", log: output })
    yield* Effect.promise(() => writeFile(passwordFile(options.dataDir), password, { mode: 0o600 }))
    return password
  })

/** Makes `dataDir` a cluster unless it is one already, and gives its superuser's password. */
export const prepareDataDirectory = (
  options: Parameters<typeof initialise>[0]
): Effect.Effect<string, ServerFailed> =>
  Effect.gen(function* () {
    yield* ownedFolder(options.dataDir, options.account)
    return (yield* exists(passwordFile(options.dataDir)))
      ? yield* Effect.promise(() => readFile(passwordFile(options.dataDir), "utf8"))
      : yield* initialise(options)
  })
