import { readFile } from "node:fs/promises"
import { Effect, Option } from "effect"
import { NoServerAccount } from "../LocalPostgresError.ts"

/** The operating system account a server runs under instead of root. */
export interface ServerAccount {
  readonly uid: number
  readonly gid: number
}

/** Accounts that exist on practically every system and own nothing, best first. */
const candidates = ["nobody", "daemon", "postgres"]

/** Finds an account in the text of a passwd file; root and its aliases never qualify. */
export const findAccount = (passwd: string, names: ReadonlyArray<string>): Option.Option<ServerAccount> => {
  const accounts = new Map(
    passwd.split("\n").map((line) => {
      const [name = "", , uid, gid] = line.split(":")
      return [name, { uid: Number(uid), gid: Number(gid) }]
    })
  )
  return Option.fromNullable(
    names.map((name) => accounts.get(name)).find((account) => account !== undefined && account.uid > 0)
  )
}

/** Nothing for an ordinary user, who runs the server himself; for root, the account to run it as. */
export const serverAccount: Effect.Effect<Option.Option<ServerAccount>, NoServerAccount> = Effect.gen(
  function* () {
    if (process.getuid?.() !== 0) return Option.none()
    const passwd = yield* Effect.promise(() => readFile("/etc/passwd", "utf8"))
    return Option.some(
      yield* Option.match(findAccount(passwd, candidates), {
        onNone: () => Effect.fail(new NoServerAccount({ tried: candidates })),
        onSome: Effect.succeed
      })
    )
  }
)
