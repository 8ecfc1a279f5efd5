import { Config, Context, Effect, Layer } from "effect"
import { text, variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const settings = Config.all({
  folder: variableOr(
    "JOURNAL_DIR",
    {
      example: "/var/lib/openfaith/journal",
      description:
        "the folder, on a disk that outlives the node, where deliveries wait while the database is away"
    },
    "journal",
    text
  ),
  maxBytes: variableOr(
    "JOURNAL_MAX_BYTES",
    {
      example: "268435456",
      description: "the most bytes that the files of that folder may hold; deliveries beyond are refused"
    },
    256 * 1024 * 1024,
    wholeNumber(1024, 1024 ** 4)
  )
})

/** Where deliveries are kept that the database cannot take. */
export class JournalConfig extends Context.Tag("@openfaith/sync-engine/JournalConfig")<
  JournalConfig,
  Config.Config.Success<typeof settings>
>() {
  static readonly layerConfig = Layer.effect(JournalConfig, Effect.flatMap(settings, Effect.succeed))
}
