import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { chown, mkdir } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Option, type Scope } from "effect"
import { run } from "./Command.ts"
import type { ServerAccount } from "./ServerAccount.ts"

/** A temporary folder and the guard that outlives this process to clean up after it. */
export interface Workspace {
  readonly path: string
  /** Tells the guard which process to stop should this one vanish; `undefined` for none. */
  readonly guardServer: (pid: number | undefined) => void
}

/**
 * Reads the server's process id whenever it changes. When standard input ends, which the kernel sees to however the
 * other side dies, it stops that server and removes the folder, again if something just ending still writes there.
 */
const guardScript = `
server=0
while read -r line; do server=$line; done
if [ "$server" -gt 0 ]; then
  kill -"$2" "$server" 2> /dev/null
  tries=0
  while kill -0 "$server" 2> /dev/null && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -KILL "$server" 2> /dev/null
fi
tries=0
while [ "$tries" -lt 100 ]; do
  rm -rf -- "$1" 2> /dev/null
  [ -e "$1" ] || exit 0
  sleep 0.1
  tries=$((tries + 1))
done
exit 1
`

/** The first temporary folder the account can enter: root's own may lie where nobody else gets in. */
const reachableTemp = (account: Option.Option<ServerAccount>) =>
  Effect.findFirst([tmpdir(), "/tmp", "/var/tmp"], (folder) =>
    Effect.map(run(account, "/bin/sh", ["-c", 'cd "$1"', "sh", folder]), ({ code }) => code === 0)
  ).pipe(Effect.map(Option.getOrElse(() => tmpdir())))

/** The guard comes first: a process killed between making the folder and starting a guard would leave the folder. */
const acquire = (account: Option.Option<ServerAccount>, onVanish: "SIGQUIT" | "SIGINT") =>
  Effect.gen(function* () {
    const path = join(yield* reachableTemp(account), `openfaith-postgres-${randomBytes(8).toString("hex")}`)
    const guard = spawn("/bin/sh", ["-c", guardScript, "guard", path, onVanish.slice("SIG".length)], {
      cwd: "/",
      env: { PATH: "/usr/bin:/bin" },
      detached: true,
      stdio: ["pipe", "ignore", "ignore"]
    })
    guard.unref()
    yield* Effect.promise(() => mkdir(path, { mode: 0o700 }))
    if (Option.isSome(account)) {
      yield* Effect.promise(() => chown(path, account.value.uid, account.value.gid))
    }
    return { path, guard }
  })

/**
 * A temporary folder, removed when the scope closes; a process of its own watches over it and the server in it, so
 * that both go even if this process is killed outright. `onVanish` is the signal the server gets then.
 */
export const makeWorkspace = (
  account: Option.Option<ServerAccount>,
  onVanish: "SIGQUIT" | "SIGINT"
): Effect.Effect<Workspace, never, Scope.Scope> =>
  Effect.acquireRelease(acquire(account, onVanish), ({ guard }) =>
    Effect.async<void>((resume) => {
      guard.ref()
      guard.on("exit", () => resume(Effect.void))
      guard.stdin.end()
    })
  ).pipe(
    Effect.map(({ path, guard }) => ({
      path,
      guardServer: (pid) => guard.stdin.write(`${pid ?? 0}\n`)
    }))
  )
