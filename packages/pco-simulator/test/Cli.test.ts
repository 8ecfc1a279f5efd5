import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

const Ready = Schema.Struct({ url: Schema.String, people: Schema.Number, pid: Schema.Number })
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

const started = Effect.acquireRelease(
  Effect.sync(() =>
    spawn(process.execPath, ["--import", "tsx", main, "--people", "20", "--rate-limit", "0"], {
      stdio: ["ignore", "pipe", "inherit"]
    })
  ),
  (child) => Effect.sync(() => child.kill("SIGKILL"))
)

describe("the command line", () => {
  it.scoped(
    "prints one line of JSON when it is ready and leaves on SIGTERM",
    () =>
      Effect.gen(function* () {
        const child = yield* started
        const line = yield* Effect.async<string>((resume) => {
          child.stdout.once("data", (chunk: Buffer) => resume(Effect.succeed(chunk.toString("utf8"))))
        })
        const ready = yield* Schema.decode(Schema.parseJson(Ready))(line)
        assert.strictEqual(ready.people, 20)
        assert.strictEqual(ready.pid, child.pid)
        assert.match(ready.url, /^http:\/\/127\.0\.0\.1:\d+$/)
        const exited = Effect.async<void>((resume) => {
          child.once("exit", () => resume(Effect.void))
        })
        child.kill("SIGTERM")
        yield* exited
      }),
    30_000
  )
})
