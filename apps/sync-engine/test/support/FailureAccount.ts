import { FileSystem, Path } from "@effect/platform"
import { Console, Effect, Exit } from "effect"
import type { LocalStack } from "../../src/local/LocalStack.ts"

type Query = <A extends object>(text: string) => Effect.Effect<ReadonlyArray<A>, unknown>

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

const tail = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(path)).pipe(
    Effect.map((text) => text.slice(-logTail)),
    Effect.catchAll((error) => Effect.succeed(String(error)))
  )

const view = (query: Query, text: string) =>
  query(text).pipe(
    Effect.timeout("5 seconds"),
    Effect.map((rows) => rows.map((row) => JSON.stringify(row)).join("\n")),
    Effect.catchAll((error) => Effect.succeed(String(error)))
  )

/**
 * Prints what stood in the database and in the nodes' logs when a test failed, which goes with its scope: a run that hangs
 * once in a hundred times cannot be asked later.
 */
export const tellOfFailure = Effect.fnUntraced(function* (stack: LocalStack, query: Query) {
  const path = yield* Path.Path
  const context = yield* Effect.context<FileSystem.FileSystem>()
  const tell = Effect.gen(function* () {
    for (const [name, text] of Object.entries(views))
      yield* Console.error(`--- ${name}\n${yield* view(query, text)}`)
    for (const [index] of stack.nodes.entries()) {
      const name = `node-${index + 1}.log`
      yield* Console.error(`--- ${name}\n${yield* tail(path.join(stack.logs, name))}`)
    }
  })
  yield* Effect.addFinalizer((exit) => (Exit.isFailure(exit) ? Effect.provide(tell, context) : Effect.void))
})
