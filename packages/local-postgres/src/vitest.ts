import type { Layer } from "effect"
import { inject } from "vitest"
import type { AdminStatementFailed } from "./LocalPostgresError.ts"
import { type Template, TestDatabase, type TestServer } from "./TestDatabase.ts"

export type { TestServer } from "./TestDatabase.ts"

declare module "vitest" {
  interface ProvidedContext {
    readonly postgres: TestServer
  }
}

/** The one server of this test run; throws in a project whose `globalSetup` does not start it. */
export const testServer = (): TestServer => {
  const server: TestServer | undefined = inject("postgres")
  if (server === undefined)
    throw new Error("No PostgreSQL in this run: name the file *.integration.test.ts or *.e2e.test.ts")
  return server
}

/** A fresh database on the run's server, from the template if one is given. */
export const layerTestDatabase = <E = never, R = never>(
  template?: Template<E, R>
): Layer.Layer<TestDatabase, AdminStatementFailed | E, R> =>
  TestDatabase.layer({ server: testServer(), ...(template === undefined ? {} : { template }) })
