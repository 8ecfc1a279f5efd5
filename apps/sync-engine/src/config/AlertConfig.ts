import { Config, ConfigError, Context, Duration, Effect, Either, Layer, Option, Redacted } from "effect"
import { url, variableOr, wholeNumber } from "./EnvironmentVariable.ts"

const leastSecretBytes = 24

/** A signing secret as Standard Webhooks writes it: base64, with or without `whsec_` before it. */
const signingSecret = (value: string): Either.Either<string, string> => {
  const base64 = value.replace(/^whsec_/, "")
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && Buffer.from(base64, "base64").length >= leastSecretBytes
    ? Either.right(base64)
    : Either.left(
        `must be base64 of at least ${leastSecretBytes} bytes, such as openssl rand -base64 32 prints`
      )
}

const address = /^[^\s@<>]+@[^\s@<>]+$/

const addresses = (value: string): Either.Either<string, string> =>
  value.split(",").every((part) => address.test(part.trim()))
    ? Either.right(value)
    : Either.left("must be e-mail addresses, with commas between them")

const given = (value: string): Option.Option<string> =>
  Option.liftPredicate((given: string) => given !== "")(value)

const secret = (value: string): Option.Option<Redacted.Redacted> => Option.map(given(value), Redacted.make)

/** Where one of the variables of a channel is set, the others have to be. */
const together = <A>(name: string, without: string, both: Option.Option<Option.Option<A>>) =>
  Option.match(both, {
    onNone: () => Either.right(Option.none<A>()),
    onSome: Option.match({
      onNone: () => Either.left(ConfigError.InvalidData([name], `${name} is not set. ${without}`)),
      onSome: (all) => Either.right(Option.some(all))
    })
  })

const webhook = Config.all({
  url: variableOr<string>(
    "ALERT_WEBHOOK_URL",
    {
      example: "https://ops.example.org/alerts",
      description: "where alerts are posted, signed as Standard Webhooks are; empty for nowhere"
    },
    "",
    url("http:", "https:")
  ).pipe(Config.map(secret)),
  secret: variableOr<string>(
    "ALERT_WEBHOOK_SECRET",
    {
      example: "whsec_$(openssl rand -base64 32)",
      description: "the secret that posted alerts are signed with, in base64; needed with ALERT_WEBHOOK_URL"
    },
    "",
    signingSecret
  ).pipe(Config.map(secret))
}).pipe(
  Config.mapOrFail(({ secret, url }) =>
    together(
      "ALERT_WEBHOOK_SECRET",
      "Alerts that are posted to ALERT_WEBHOOK_URL are signed with it.",
      Option.map(url, (url) => Option.map(secret, (secret) => ({ url, secret })))
    )
  )
)

const email = Config.all({
  smtp: variableOr<string>(
    "ALERT_SMTP_URL",
    {
      example: "smtps://user:password@mail.example.org:465",
      description:
        "the mail server that takes alerts; with smtp:// and a password, encryption is demanded all the same; empty for none"
    },
    "",
    url("smtp:", "smtps:")
  ).pipe(Config.map(secret)),
  from: variableOr<string>(
    "ALERT_EMAIL_FROM",
    { example: "sync@example.org", description: "the sender of alerts by e-mail" },
    "",
    addresses
  ).pipe(Config.map(given)),
  to: variableOr<string>(
    "ALERT_EMAIL_TO",
    {
      example: "ops@example.org,oncall@example.org",
      description: "who gets alerts by e-mail, with commas between the addresses"
    },
    "",
    addresses
  ).pipe(Config.map(given))
}).pipe(
  Config.mapOrFail(({ from, smtp, to }) =>
    Either.flatMap(
      together(
        "ALERT_EMAIL_FROM",
        "It sends alerts by ALERT_SMTP_URL.",
        Option.map(smtp, () => from)
      ),
      () =>
        together(
          "ALERT_EMAIL_TO",
          "It says who gets alerts by ALERT_SMTP_URL.",
          Option.map(smtp, (smtp) =>
            Option.map(Option.all({ from, to }), ({ from, to }) => ({
              smtp,
              from,
              to: to.split(",").map((part) => part.trim())
            }))
          )
        )
    )
  )
)

const settings = Config.all({
  webhook,
  slack: variableOr<string>(
    "ALERT_SLACK_URL",
    {
      example: "https://hooks.slack.com/services/T000/B000/XXXX",
      description: "an incoming webhook of Slack, or of a chat that takes its format; empty for none"
    },
    "",
    url("http:", "https:")
  ).pipe(Config.map(secret)),
  email,
  remindAfter: variableOr(
    "ALERT_REMINDER_DAYS",
    {
      example: "1",
      description: "after how many days channels are reminded of an alert that is still open; 0 for never"
    },
    1,
    wholeNumber(0, 365)
  ).pipe(Config.map((days) => (days === 0 ? Option.none() : Option.some(Duration.days(days)))))
})

/** Where alerts are sent. */
export class AlertConfig extends Context.Tag("@openfaith/sync-engine/AlertConfig")<
  AlertConfig,
  Config.Config.Success<typeof settings>
>() {
  static readonly layerConfig = Layer.effect(AlertConfig, Effect.flatMap(settings, Effect.succeed))
}
