import { spawn, type SpawnOptions } from "node:child_process"
import { Effect, Option } from "effect"
import type { ServerAccount } from "./ServerAccount.ts"

/** How a finished program ended and what it wrote, both streams together. */
export interface Finished {
  readonly code: number
  readonly output: string
}

/** Spawn options that make a program run as `account`, independent of the caller's locale, folder and variables. */
export const spawnOptions = (account: Option.Option<ServerAccount>): SpawnOptions => ({
  ...Option.getOrElse(account, () => ({})),
  cwd: "/",
  env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" }
})

/**
 * Runs a program to its end; one that cannot be started at all ends with code 127 and the reason as output. When
 * interrupted, the program and its children are killed, and have gone before the interruption is done.
 */
export const run = (
  account: Option.Option<ServerAccount>,
  program: string,
  args: ReadonlyArray<string>
): Effect.Effect<Finished> =>
  Effect.async<Finished>((resume) => {
    const chunks: Array<Buffer> = []
    const child = spawn(program, args, {
      ...spawnOptions(account),
      detached: true,
      stdio: ["ignore", "pipe", "pipe"]
    })
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.on("error", (error) => resume(Effect.succeed({ code: 127, output: error.message })))
    child.on("close", (code) =>
      resume(Effect.succeed({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") }))
    )
    return Effect.async<void>((done) => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
        return done(Effect.void)
      // The pipes close when the last of the group has gone.
      child.on("close", () => done(Effect.void))
      process.kill(-child.pid, "SIGKILL")
    })
  })
