import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { layerTestDatabase } from "@openfaith/local-postgres/vitest"
import { TestDatabase } from "@openfaith/local-postgres"
import { ConfigProvider, Effect, Layer } from "effect"
import { randomBytes } from "node:crypto"
import * as Database from "../../src/database/Database.ts"
import { migrate } from "../../src/database/Migrations.ts"

/** The key that callers of a node present. */
export const apiKey = "key-of-the-callers"

/** The configuration of a node that works on this database, with an encryption key of its own. */
export const environment = (url: string, more: Readonly<Record<string, string>> = {}) =>
  ConfigProvider.fromMap(
    new Map([
      ["DATABASE_URL", url],
      ["API_KEY", apiKey],
      ["ENCRYPTION_KEY", randomBytes(32).toString("base64")],
      ...Object.entries(more)
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

/** A fresh database with this version's schema, and the configuration that points at it and at a folder of its own. */
export const layerMigratedDatabase = Layer.unwrapScoped(
  Effect.gen(function* () {
    const { url } = yield* TestDatabase
    const fs = yield* FileSystem.FileSystem
    const folder = yield* fs.makeTempDirectoryScoped({ prefix: "openfaith-journal-" })
    const config = environment(url, { JOURNAL_DIR: folder })
    return Layer.provideMerge(Database.layer, Layer.setConfigProvider(config))
  }).pipe(Effect.provide(NodeFileSystem.layer), Effect.orDie)
).pipe(Layer.provideMerge(layerTestDatabase(template)))
