import { Config, Context, Effect, Layer, Option } from "effect"
import { url, variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const settings = Config.all({
  url: variableOr<string>(
    "WEBHOOK_URL",
    {
      example: "https://sync.example.org",
      description:
        "the address at which sources reach the nodes of this cluster; without it no webhook is subscribed to"
    },
    "",
    url("http:", "https:")
  ).pipe(Config.map(Option.liftPredicate((address) => address !== ""))),
  checkSeconds: variableOr(
    "WEBHOOK_CHECK_SECONDS",
    { example: "900", description: "how often the webhook subscriptions of a connection are checked" },
    900,
    wholeNumber(1, 86_400)
  )
})

/** Where sources send what they tell, and how often they are reminded. */
export class WebhookConfig extends Context.Tag("@openfaith/sync-engine/WebhookConfig")<
  WebhookConfig,
  Config.Config.Success<typeof settings>
>() {
  static readonly layerConfig = Layer.effect(WebhookConfig, Effect.flatMap(settings, Effect.succeed))
}
