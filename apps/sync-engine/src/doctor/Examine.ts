import { NodeHttpClient } from "@effect/platform-node"
import { ConfigError, Effect, Layer, type Option } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { WebhookConfig } from "../config/WebhookConfig.ts"
import * as UpstreamHttpClient from "../connection/UpstreamHttpClient.ts"
import { CredentialCipher } from "../credentials/CredentialCipher.ts"
import * as Database from "../database/Database.ts"
import { ConnectionStore } from "../stores/ConnectionStore.ts"
import { checkConfiguration } from "./CheckConfiguration.ts"
import { checkDatabase, unreachable } from "./CheckDatabase.ts"
import { checkNode } from "./CheckNode.ts"
import { checkCredentials, checkSource } from "./CheckSources.ts"
import { checkWebhooks } from "./CheckWebhooks.ts"
import type { Finding } from "./Finding.ts"

/** What cannot be configured cannot be looked at; the check of the configuration has said why. */
const unlessUnconfigured = <A, E, R>(
  check: Effect.Effect<ReadonlyArray<A>, E | ConfigError.ConfigError, R>
): Effect.Effect<ReadonlyArray<A>, Exclude<E, ConfigError.ConfigError>, R> =>
  Effect.catchAll(check, (error) =>
    ConfigError.isConfigError(error)
      ? Effect.succeed([])
      : Effect.fail(error as Exclude<E, ConfigError.ConfigError>)
  )

const behindTheDatabase = Effect.gen(function* () {
  const found: ReadonlyArray<Finding> = yield* checkDatabase
  // What hangs on these is not told of a second time.
  if (found.some(({ status }) => status === "failed")) return found
  const credentials = yield* checkCredentials.pipe(
    Effect.provide(
      Layer.merge(
        ConnectionStore.layer.pipe(Layer.provide(CredentialCipher.layerConfig)),
        AdapterRegistry.layerConfig.pipe(Layer.provide(UpstreamHttpClient.layer))
      )
    ),
    unlessUnconfigured
  )
  return [...found, ...credentials]
}).pipe(
  Effect.provide(Database.layer),
  Effect.catchTag("SqlError", (error) => Effect.succeed([unreachable(error)])),
  unlessUnconfigured
)

/**
 * Looks at all that a node needs, from where this is run: configuration, database, source, credentials, node, cluster and
 * webhooks. Changes nothing; each connection's credential costs one request.
 */
export const examine = (url: Option.Option<string>) =>
  Effect.map(
    Effect.all(
      [
        checkConfiguration,
        behindTheDatabase,
        unlessUnconfigured(checkSource),
        checkNode(url),
        unlessUnconfigured(
          Effect.map(Effect.provide(checkWebhooks, WebhookConfig.layerConfig), (finding) => [finding])
        )
      ],
      { concurrency: "unbounded" }
    ),
    (found): ReadonlyArray<Finding> => found.flat()
  ).pipe(Effect.provide(NodeHttpClient.layerUndici))
