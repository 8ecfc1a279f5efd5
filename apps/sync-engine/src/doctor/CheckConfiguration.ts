import { type Config, type ConfigError, Effect, type Layer } from "effect"
import { AlertConfig } from "../config/AlertConfig.ts"
import { EngineUrlConfig } from "../config/ClientConfig.ts"
import { ClusterIdConfig } from "../config/ClusterConfig.ts"
import { DashboardConfig } from "../config/DashboardConfig.ts"
import { DatabaseConfig } from "../config/DatabaseConfig.ts"
import { JournalConfig } from "../config/JournalConfig.ts"
import { NodeConfig } from "../config/NodeConfig.ts"
import { OrganizationRoleConfig } from "../config/OrganizationRoleConfig.ts"
import { PressureConfig } from "../config/PressureConfig.ts"
import { RateLimitConfig } from "../config/RateLimitConfig.ts"
import { RecoveryConfig } from "../config/RecoveryConfig.ts"
import { RetentionConfig } from "../config/RetentionConfig.ts"
import { ScheduleConfig } from "../config/ScheduleConfig.ts"
import { ApiKeyConfig, EncryptionKeysConfig, HstsConfig } from "../config/SecurityConfig.ts"
import { SyncConfig } from "../config/SyncConfig.ts"
import { TelemetryConfig } from "../config/TelemetryConfig.ts"
import { UpstreamConfig } from "../config/UpstreamConfig.ts"
import { WatchdogConfig } from "../config/WatchdogConfig.ts"
import { WebhookConfig } from "../config/WebhookConfig.ts"
import { failed, type Finding, ok } from "./Finding.ts"

const check = "configuration"

const read = (config: Config.Config<unknown>) => Effect.flatMap(config, () => Effect.void)

const built = <Service>(layer: Layer.Layer<Service, ConfigError.ConfigError>) =>
  Effect.provide(Effect.void, layer)

const everything: ReadonlyArray<Effect.Effect<void, ConfigError.ConfigError>> = [
  read(DatabaseConfig),
  read(NodeConfig),
  read(ApiKeyConfig),
  read(EncryptionKeysConfig),
  read(HstsConfig),
  read(ClusterIdConfig),
  read(OrganizationRoleConfig),
  read(DashboardConfig),
  read(UpstreamConfig),
  read(TelemetryConfig),
  read(EngineUrlConfig),
  built(AlertConfig.layerConfig),
  built(JournalConfig.layerConfig),
  built(PressureConfig.layerConfig),
  built(RateLimitConfig.layerConfig),
  built(RecoveryConfig.layerConfig),
  built(RetentionConfig.layerConfig),
  built(ScheduleConfig.layerConfig),
  built(SyncConfig.layerConfig),
  built(WatchdogConfig.layerConfig),
  built(WebhookConfig.layerConfig)
]

const problems = (error: ConfigError.ConfigError): ReadonlyArray<string> =>
  error._op === "And" || error._op === "Or"
    ? [...problems(error.left), ...problems(error.right)]
    : [error.message]

/** Reads all that a node reads at its start: every variable that is missing or malformed is a finding. */
export const checkConfiguration: Effect.Effect<ReadonlyArray<Finding>> = Effect.map(
  Effect.forEach(everything, (config) => Effect.match(config, { onFailure: problems, onSuccess: () => [] })),
  (found) => {
    const all = found.flat()
    return all.length === 0
      ? [ok(check, "Every variable that a node needs can be read.")]
      : all.map((problem) =>
          failed(check, problem, "Set the variable as the example shows; .env.example tells of all of them.")
        )
  }
)
