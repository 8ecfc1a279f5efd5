import { FileSystem, Path } from "@effect/platform"
import { Effect, Exit } from "effect"
import { writeSync } from "node:fs"
import type { LocalStack } from "../../src/local/LocalStack.ts"
import type { Query } from "./KeptSecrets.ts"

const views = {
  runs: "select run_id, mode, status, started_at, finished_at from sync.runs order by created_at",
  streams: "select * from sync.streams where status in ('pending', 'running')",
  messages:
    "select message_id, last_read, now() as now from cluster.cluster_messages where not processed order by id",
  runners: "select address, healthy, last_heartbeat from cluster.cluster_runners",
  statements: `select application_name, state, wait_event_type, wait_event, now() - query_start as since, left(query, 200) as query
     from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`
}

const logTail = 15_000

const view = (query: Query, text: string) =>
  query(text).pipe(
    Effect.timeout("5 seconds"),
    Effect.map((rows) => rows.map((row) => JSON.stringify(row)).join("\n")),
    Effect.catchAll((error) => Effect.succeed(String(error)))
  )

// Past Vitest, which keeps what a test printed to itself when its second try passes.
const say = (text: string) => Effect.sync(() => void writeSync(process.stderr.fd, `${text}\n`))

/**
 * Prints what stood in the database and in the nodes' logs when a test failed, which goes with its scope: a run that hangs
 * once in a hundred times cannot be asked later. It is printed too when the test is tried again and passes.
 */
export const tellOfFailure = Effect.fnUntraced(function* (stack: LocalStack, query: Query) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const tell = Effect.gen(function* () {
    yield* say("=== an end-to-end test has failed; what stood in the database and in the logs")
    const seen = yield* Effect.forEach(
      Object.entries(views),
      ([name, text]) => Effect.map(view(query, text), (rows) => `--- ${name}\n${rows}`),
      { concurrency: "unbounded" }
    )
    for (const text of seen) yield* say(text)
    const names = (yield* fs.readDirectory(stack.logs)).filter((name) => name.startsWith("node-"))
    for (const name of names) {
      const text = yield* fs.readFileString(path.join(stack.logs, name))
      yield* say(`--- ${name}\n${text.slice(-logTail)}`)
    }
  })
  yield* Effect.addFinalizer((exit) => (Exit.isFailure(exit) ? Effect.ignore(tell) : Effect.void))
})
