import { Config, Deferred, Duration, Effect, Option, Schema, type Scope } from "effect"
import { spawn } from "node:child_process"
import { createWriteStream } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { createInterface } from "node:readline"
import { pathToFileURL } from "node:url"

/** A process of the local stack ended when it should have run, or did not say that it is ready. */
export class ProcessFailed extends Schema.TaggedError<ProcessFailed>()("ProcessFailed", {
  name: Schema.String,
  reason: Schema.String,
  log: Schema.String
}) {
  override get message(): string {
    return `${this.name}: ${this.reason}; its log is ${this.log}`
  }
}

/** A Node process of the local stack; it ends with the scope that started it. */
export interface LocalProcess {
  readonly name: string
  readonly pid: number
  /** Sends a signal to the process. */
  readonly signal: (signal: NodeJS.Signals) => Effect.Effect<void>
  /** Waits for the process to end, and answers how it did: its status or signal, and the last that it said of errors. */
  readonly exited: Effect.Effect<string>
  /** The first line on its standard output. */
  readonly firstLine: Effect.Effect<string, ProcessFailed>
}

/** What to run: a TypeScript or JavaScript entry with arguments, under exactly this environment. */
export interface ProcessOptions {
  readonly name: string
  readonly entry: string
  readonly args: ReadonlyArray<string>
  readonly environment: Readonly<Record<string, string>>
  /** Where standard error and output go. */
  readonly log: string
  /** Flags of Node itself, such as those of its profiler. */
  readonly nodeFlags?: ReadonlyArray<string>
  /** The folder it works in: this process's own, unless told otherwise. */
  readonly cwd?: string
}

// Nothing else of this process's environment reaches its children.
const Inherited = Config.all({
  PATH: Config.withDefault(Config.string("PATH"), ""),
  HOME: Config.withDefault(Config.string("HOME"), ""),
  TMPDIR: Config.withDefault(Config.string("TMPDIR"), tmpdir())
})

// Sources need the loader for TypeScript; a release does not.
const loader = (entry: string): ReadonlyArray<string> =>
  entry.endsWith(".ts") ? ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href] : []

// When this process dies without a word, its end of the pipe closes, and the child goes too.
const endWithParent = [
  "--import",
  "data:text/javascript,process.stdin.on('end',()=>process.exit(1)).resume()"
]

// How much of a process's standard error goes into the error that tells of its end.
const lastWords = 1_000

const graceful = Duration.seconds(8)
const readyWithin = Duration.seconds(60)

/** Starts a process whose life is the scope's: SIGTERM at its end, SIGKILL when that does not help. */
export const start = (options: ProcessOptions): Effect.Effect<LocalProcess, never, Scope.Scope> =>
  Effect.gen(function* () {
    const inherited = yield* Effect.orDie(Inherited)
    const line = yield* Deferred.make<string, ProcessFailed>()
    const exit = yield* Deferred.make<string>()
    const failed = (reason: string) => new ProcessFailed({ name: options.name, reason, log: options.log })

    const child = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const child = spawn(
          process.execPath,
          [
            ...loader(options.entry),
            ...endWithParent,
            ...(options.nodeFlags ?? []),
            options.entry,
            ...options.args
          ],
          {
            env: { ...inherited, ...options.environment },
            cwd: options.cwd,
            stdio: ["pipe", "pipe", "pipe"]
          }
        )
        const log = createWriteStream(options.log, { flags: "a" })
        let words = ""
        child.stderr.on("data", (chunk) => {
          words = `${words}${String(chunk)}`.slice(-lastWords)
        })
        child.stdout.pipe(log, { end: false })
        child.stderr.pipe(log, { end: false })
        createInterface(child.stdout).once("line", (text) => Deferred.unsafeDone(line, Effect.succeed(text)))
        child.once("exit", (code, signal) => {
          log.end()
          const ending = `ended with ${signal ?? `status ${code}`}: ${words.trim()}`
          Deferred.unsafeDone(line, Effect.fail(failed(ending)))
          Deferred.unsafeDone(exit, Effect.succeed(ending))
        })
        child.once("error", (error) => Deferred.unsafeDone(line, Effect.fail(failed(error.message))))
        return child
      }),
      (child) =>
        Effect.sync(() => child.kill("SIGTERM")).pipe(
          // A finalizer may not be interrupted, and so would wait for ever for a process that does not leave.
          Effect.zipRight(Effect.interruptible(Deferred.await(exit))),
          Effect.timeoutOption(graceful),
          Effect.flatMap(
            Option.match({
              onNone: () =>
                Effect.zipRight(
                  Effect.sync(() => child.kill("SIGKILL")),
                  Deferred.await(exit)
                ),
              onSome: () => Effect.void
            })
          )
        )
    )
    return {
      name: options.name,
      pid: child.pid ?? 0,
      signal: (signal) => Effect.sync(() => child.kill(signal)),
      exited: Deferred.await(exit),
      firstLine: Deferred.await(line).pipe(
        Effect.timeoutFail({ duration: readyWithin, onTimeout: () => failed("said nothing for a minute") })
      )
    }
  })
