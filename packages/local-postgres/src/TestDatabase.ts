import { randomBytes } from "node:crypto"
import { Context, Effect, Layer, type Scope } from "effect"
import { Client, escapeIdentifier } from "pg"
import { AdminStatementFailed } from "./LocalPostgresError.ts"

/** A server for tests; `runId` (letters and digits) sets the databases of one test run apart from all others. */
export interface TestServer {
  readonly url: string
  readonly runId: string
}

/** A database that is prepared once a run and then copied, which takes a fraction of the time. */
export interface Template<E = never, R = never> {
  /** Lower-case letters, digits and underscores. */
  readonly name: string
  /** Brings an empty database to the state wanted; must have left it (closed its connections) when it ends. */
  readonly migrate: (url: string) => Effect.Effect<void, E, R>
}

/** What a test database is made from. */
export interface TestDatabaseOptions<E = never, R = never> {
  readonly server: TestServer
  readonly template?: Template<E, R>
}

/** Which databases belong to a run: every name starts so. */
export const namePrefix = (server: TestServer) => `test_${server.runId}_`

const urlOf = (server: TestServer, database: string) => {
  const url = new URL(server.url)
  url.pathname = `/${database}`
  return url.href
}

type Execute = (
  statement: string,
  values?: ReadonlyArray<string>
) => Effect.Effect<ReadonlyArray<unknown>, AdminStatementFailed>

/** Runs `use` on one connection to the server's own database. */
export const withAdmin = <A, E, R>(
  server: TestServer,
  use: (execute: Execute) => Effect.Effect<A, E, R>
): Effect.Effect<A, E | AdminStatementFailed, R> =>
  Effect.acquireUseRelease(
    Effect.tryPromise({
      try: async () => {
        const client = new Client({ connectionString: server.url })
        // A lost connection also fails the statement that runs on it; without a listener it would end the process.
        client.on("error", () => undefined)
        await client.connect()
        return client
      },
      catch: (cause) => new AdminStatementFailed({ statement: "connect", cause })
    }),
    (client) =>
      use((statement, values = []) =>
        Effect.tryPromise({
          try: () => client.query(statement, [...values]),
          catch: (cause) => new AdminStatementFailed({ statement, cause })
        }).pipe(Effect.map(({ rows }) => rows))
      ),
    (client) => Effect.promise(() => client.end())
  )

const drop = (execute: Execute, name: string) =>
  execute(`drop database if exists ${escapeIdentifier(name)} with (force)`)

/**
 * Prepares the template unless this run has it. Test files run in processes of their own, hence the lock; the
 * template gets its name last, so that one half prepared is never taken for ready.
 */
const ensureTemplate = <E, R>(server: TestServer, { name, migrate }: Template<E, R>) => {
  const ready = `${namePrefix(server)}template_${name}`
  const draft = `${ready}_draft`
  return withAdmin(server, (execute) =>
    Effect.gen(function* () {
      yield* execute("select pg_advisory_lock(hashtextextended($1, 0))", [ready])
      const found = yield* execute("select 1 from pg_database where datname = $1", [ready])
      if (found.length > 0) return ready
      yield* drop(execute, draft)
      yield* execute(`create database ${escapeIdentifier(draft)}`)
      yield* migrate(urlOf(server, draft))
      yield* execute(`alter database ${escapeIdentifier(draft)} rename to ${escapeIdentifier(ready)}`)
      return ready
    })
  )
}

const make = Effect.fn("TestDatabase.make")(function* <E, R>(options: TestDatabaseOptions<E, R>) {
  const { server, template } = options
  const source = template === undefined ? "template1" : yield* ensureTemplate(server, template)
  const name = `${namePrefix(server)}${randomBytes(6).toString("hex")}`
  yield* Effect.acquireRelease(
    withAdmin(server, (execute) =>
      execute(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(source)}`)
    ),
    () => Effect.orDie(withAdmin(server, (execute) => drop(execute, name)))
  )
  return { name, url: urlOf(server, name) }
})

/** A fresh database for one test file or test, gone when its scope closes. */
export class TestDatabase extends Context.Tag("@openfaith/local-postgres/TestDatabase")<
  TestDatabase,
  { readonly name: string; readonly url: string }
>() {
  /** Creates a database, from the template if one is given; what `migrate` fails with comes through. */
  static readonly make: <E = never, R = never>(
    options: TestDatabaseOptions<E, R>
  ) => Effect.Effect<typeof TestDatabase.Service, AdminStatementFailed | E, Scope.Scope | R> = make

  /** The same as a layer. */
  static readonly layer = <E = never, R = never>(
    options: TestDatabaseOptions<E, R>
  ): Layer.Layer<TestDatabase, AdminStatementFailed | E, R> => Layer.scoped(this, this.make(options))

  /** Drops every database of the run: those of test processes that were killed, and the templates. */
  static readonly dropAll = (server: TestServer): Effect.Effect<void, AdminStatementFailed> =>
    withAdmin(server, (execute) =>
      Effect.gen(function* () {
        const found = yield* execute("select datname from pg_database where starts_with(datname, $1)", [
          namePrefix(server)
        ])
        yield* Effect.forEach(found as ReadonlyArray<{ readonly datname: string }>, ({ datname }) =>
          drop(execute, datname)
        )
      })
    )
}
