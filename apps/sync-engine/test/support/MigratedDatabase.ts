import { layerTestDatabase } from "@openfaith/local-postgres/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { ConfigProvider, Effect, Layer } from "effect"
import { randomBytes } from "node:crypto"
import * as Database from "../../src/database/Database.ts"
import { migrate } from "../../src/database/Migrations.ts"

/** The key that callers of a node present. */
export const apiKey = "key-of-the-callers"

/** The configuration of a node that works on this database, with an encryption key of its own. */
export const environment = (url: string) =>
  ConfigProvider.fromMap(
    new Map([
      ["DATABASE_URL", url],
      ["API_KEY", apiKey],
      ["ENCRYPTION_KEY", randomBytes(32).toString("base64")]
    ])
  )

const template = {
  name: "migrated",
  migrate: (url: string) =>
    migrate.pipe(
      Effect.provide(Database.layer),
      Effect.withConfigProvider(environment(url)),
      Effect.orDie,
      Effect.asVoid
    )
}

/** A fresh database with this version's schema, and the configuration that points at it. */
export const layerMigratedDatabase = Layer.unwrapEffect(
  Effect.map(TestDatabase, ({ url }) =>
    Layer.provideMerge(Database.layer, Layer.setConfigProvider(environment(url)))
  )
).pipe(Layer.provideMerge(layerTestDatabase(template)))
