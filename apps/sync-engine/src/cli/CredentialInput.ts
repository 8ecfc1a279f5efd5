import { HelpDoc, Options, Prompt, ValidationError } from "@effect/cli"
import { Terminal } from "@effect/platform"
import type { Auth } from "@openfaith/sync-api"
import { DateTime, Effect, Either, Option, Redacted } from "effect"
import { CredentialConfig } from "../config/CredentialConfig.ts"
import { instant } from "../config/EnvironmentVariable.ts"
import { UsageFault } from "./CliErrors.ts"

const secretFlag = (name: string, what: string, variable: string) =>
  Options.redacted(name).pipe(
    Options.withDescription(
      `The ${what}. Other users of this machine can see it in the arguments: rather set ${variable}`
    ),
    Options.filterMap(
      Option.liftPredicate((value) => Redacted.value(value) !== ""),
      `--${name} is empty.`
    ),
    Options.optional
  )

/** The flags of a credential; what they leave out comes from the environment, or is asked for. */
export const credentialOptions = {
  oauth: Options.boolean("oauth").pipe(
    Options.withDescription("Connect with the tokens of an OAuth grant instead of a personal access token")
  ),
  applicationId: Options.text("application-id").pipe(
    Options.withDescription(
      "The application id of the personal access token; else that in PCO_APPLICATION_ID"
    ),
    Options.filterMap(
      Option.liftPredicate((value) => value !== ""),
      "--application-id is empty."
    ),
    Options.optional
  ),
  secret: secretFlag("secret", "secret of the personal access token", "PCO_SECRET"),
  accessToken: secretFlag("access-token", "access token", "PCO_ACCESS_TOKEN"),
  refreshToken: secretFlag("refresh-token", "refresh token", "PCO_REFRESH_TOKEN"),
  expiresAt: Options.text("expires-at").pipe(
    Options.withDescription("When the access token expires; else that in PCO_TOKEN_EXPIRES_AT, or now"),
    Options.mapEffect((value) =>
      Either.mapLeft(instant(value), (reason) =>
        ValidationError.invalidValue(HelpDoc.p(`--expires-at ${reason}.`))
      )
    ),
    Options.optional
  )
}

/** What {@link credentialOptions} yield. */
export interface CredentialFlags extends CredentialConfig {
  readonly oauth: boolean
}

/** A value that is known, or that a person at the screen types. */
const knownOr = <A>(known: Option.Option<A>, prompt: Prompt.Prompt<A>, missing: string) =>
  Effect.gen(function* () {
    if (Option.isSome(known)) return known.value
    const terminal = yield* Terminal.Terminal
    return (yield* terminal.isTTY) ? yield* prompt : yield* new UsageFault({ problem: missing })
  })

const notEmpty = (value: string): Effect.Effect<string, string> =>
  value.trim() === "" ? Effect.fail("It cannot be empty.") : Effect.succeed(value.trim())

const applicationIdPrompt = Prompt.text({ message: "Application id", validate: notEmpty })
const secretPrompt = (message: string) => Prompt.password({ message, validate: notEmpty })

const personalAccessToken = (known: CredentialConfig) =>
  Effect.all({
    type: Effect.succeed("personal-access-token" as const),
    applicationId: knownOr(
      known.applicationId,
      applicationIdPrompt,
      "The application id is missing: set PCO_APPLICATION_ID, or give --application-id."
    ),
    secret: knownOr(known.secret, secretPrompt("Secret"), "The secret is missing: set PCO_SECRET.")
  })

const oauth = (known: CredentialConfig) =>
  Effect.all({
    type: Effect.succeed("oauth" as const),
    accessToken: knownOr(
      known.accessToken,
      secretPrompt("Access token"),
      "The access token is missing: set PCO_ACCESS_TOKEN."
    ),
    refreshToken: knownOr(
      known.refreshToken,
      secretPrompt("Refresh token"),
      "The refresh token is missing: set PCO_REFRESH_TOKEN."
    ),
    expiresAt: Option.match(known.expiresAt, { onNone: () => DateTime.now, onSome: Effect.succeed })
  })

/** The credential to connect with: from the flags first, then the environment, then the person at the screen. */
export const readCredential = Effect.fnUntraced(function* (flags: CredentialFlags) {
  const environment = yield* CredentialConfig
  const known: CredentialConfig = {
    applicationId: Option.orElse(flags.applicationId, () => environment.applicationId),
    secret: Option.orElse(flags.secret, () => environment.secret),
    accessToken: Option.orElse(flags.accessToken, () => environment.accessToken),
    refreshToken: Option.orElse(flags.refreshToken, () => environment.refreshToken),
    expiresAt: Option.orElse(flags.expiresAt, () => environment.expiresAt)
  }
  const auth: Auth = flags.oauth ? yield* oauth(known) : yield* personalAccessToken(known)
  return auth
})
