import { randomBytes } from "node:crypto"
import { Config, Effect, Exit, Scope } from "effect"
import type { TestProject } from "vitest/node"
import { LocalPostgres } from "./LocalPostgres.ts"
import { TestDatabase } from "./TestDatabase.ts"
import type { TestServer } from "./vitest.ts"

/** A server for one test run, the user's (`DATABASE_URL`) or our own, cleared of the run's databases at the end. */
const runServer = Effect.gen(function* () {
  const given = yield* Config.option(Config.nonEmptyString("DATABASE_URL"))
  const url = yield* LocalPostgres.urlOr(given)
  const server: TestServer = { url, runId: randomBytes(4).toString("hex") }
  yield* Effect.addFinalizer(() => Effect.orDie(TestDatabase.dropAll(server)))
  return server
})

interface Shared {
  readonly server: Promise<TestServer>
  readonly scope: Scope.CloseableScope
  users: number
}

// Vitest loads this file once a project; the server is one for all of them.
const key = Symbol.for("@openfaith/local-postgres/shared")
const holder = globalThis as { [key]?: Shared | undefined }

const acquire = (): Shared => {
  const scope = Effect.runSync(Scope.make())
  return { scope, server: Effect.runPromise(Scope.extend(runServer, scope)), users: 0 }
}

/** Vitest `globalSetup`: starts one PostgreSQL a run, however many projects ask, and provides it as `postgres`. */
export default async function setup(project: TestProject) {
  const shared = (holder[key] ??= acquire())
  shared.users += 1
  project.provide("postgres", await shared.server)
  return async () => {
    shared.users -= 1
    if (shared.users > 0) return
    holder[key] = undefined
    await Effect.runPromise(Scope.close(shared.scope, Exit.void))
  }
}
