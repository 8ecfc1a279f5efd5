import { ValidationError } from "@effect/cli"
import { Terminal } from "@effect/platform"
import {
  Conflict,
  type ConflictReason,
  CredentialRefused,
  Forbidden,
  InvalidRequest,
  NotFound,
  ServiceUnavailable,
  TooManyRequests,
  Unauthorized
} from "@openfaith/sync-api"
import { Cause, ConfigError, Console, Effect, Exit, Option } from "effect"
import { EngineUnreachable } from "../client/EngineUnreachable.ts"
import { JoinRefused } from "../cluster/JoinRefused.ts"
import { OrganizationRoleRefused } from "../database/OrganizationRoleRefused.ts"
import { FaultsFound, RunUnsuccessful, SecretsUnreadable, UsageFault } from "./CliErrors.ts"

const conflict: Readonly<Record<ConflictReason, string>> = {
  NotConnected: "The organisation has no connection of this adapter: make one with sync-engine connect.",
  ConnectionParked: "The connection waits for a new credential: give it one with sync-engine connect.",
  RunFinished: "The run has ended already.",
  AlreadyDecided: "The deletions are held no more: sync-engine held-deletions shows what became of them."
}

const forbidden: Readonly<Record<Forbidden["reason"], (error: Forbidden) => string>> = {
  Scope: ({ needs }) => `The API key is not for this: it takes one of scope ${needs}.`,
  Organization: () => "The API key is for other organisations only."
}

const notFound = ({ id, resource }: NotFound): string => {
  switch (resource) {
    case "organization":
      return `The engine knows no organisation ${id}: connect it with sync-engine connect ${id}.`
    case "connection":
      return `The organisation has no connection by ${id}: make one with sync-engine connect.`
    case "run":
      return `The organisation has no run ${id}: sync-engine runs lists those it has.`
    case "schedule":
      return `The organisation has no schedule of mode ${id}: the API makes one by saying when.`
    case "heldDeletion":
      return `The organisation has no held deletions ${id}: sync-engine held-deletions lists those it has.`
    case "deadLetter":
      return `The organisation has no dead letter ${id}: sync-engine dead-letters list shows those it has.`
    case "adapter":
      return `The engine has no adapter ${id}.`
    case "key":
      return `The engine has no key ${id}: sync-engine keys list shows those it has.`
  }
}

const unavailable = ({ faults, retryAfterSeconds }: ServiceUnavailable): string => {
  const what = faults.map(({ component, message }) => `${component}: ${message}`).join("; ")
  const when = retryAfterSeconds === null ? "later" : `in ${retryAfterSeconds} s`
  return `The engine cannot do this now (${what}). Try again ${when}.`
}

const configProblems = (error: ConfigError.ConfigError): ReadonlyArray<string> =>
  error._op === "And" || error._op === "Or"
    ? [...configProblems(error.left), ...configProblems(error.right)]
    : [error.message]

/** An error that is part of everyday life as one clear sentence; none for what nobody foresaw. */
const sentenceOf = (error: unknown): Option.Option<string> => {
  if (error instanceof Unauthorized) {
    return Option.some(
      "The engine refuses the API key: set API_KEY to one that sync-engine keys made and that has not ended, or to the node's own."
    )
  }
  if (error instanceof Forbidden) return Option.some(forbidden[error.reason](error))
  if (error instanceof NotFound) return Option.some(notFound(error))
  if (error instanceof Conflict) return Option.some(conflict[error.reason])
  if (error instanceof TooManyRequests)
    return Option.some(`The key asks more than its share. Try again in ${error.retryAfterSeconds} s.`)
  if (error instanceof ServiceUnavailable) return Option.some(unavailable(error))
  if (error instanceof InvalidRequest) return Option.some(`The engine refuses the request: ${error.message}.`)
  if (error instanceof CredentialRefused)
    return Option.some(`${error.message.replace(/\.$/, "")}. Nothing was stored.`)
  if (ConfigError.isConfigError(error)) return Option.some(configProblems(error).join("\n"))
  if (Terminal.isQuitException(error)) return Option.some("Stopped.")
  const isToldInFull =
    error instanceof UsageFault ||
    error instanceof EngineUnreachable ||
    error instanceof RunUnsuccessful ||
    error instanceof FaultsFound ||
    error instanceof JoinRefused ||
    error instanceof OrganizationRoleRefused ||
    error instanceof SecretsUnreadable
  return isToldInFull ? Option.some(error.message) : Option.none()
}

/** Tells people on standard error why a command failed; everything that is known of it when nobody foresaw it. */
export const reportFailure = (cause: Cause.Cause<unknown>): Effect.Effect<void> => {
  if (Cause.isInterruptedOnly(cause)) return Effect.void
  const error = Option.getOrUndefined(Cause.failureOption(cause))
  // The parser of the command line has said it itself.
  if (ValidationError.isValidationError(error)) return Effect.void
  return Console.error(
    Option.getOrElse(sentenceOf(error), () => Cause.pretty(cause, { renderErrorCause: true }))
  )
}

/**
 * The status that a command ends with: 0 when it did what it was asked to, 1 when it could not, 2 when it could and what
 * it looked at is not as it should be.
 */
export const statusOf = (exit: Exit.Exit<unknown, unknown>): number =>
  Exit.match(exit, {
    onSuccess: () => 0,
    onFailure: (cause) => {
      if (Cause.isInterruptedOnly(cause)) return 0
      return Option.exists(Cause.failureOption(cause), (error) => error instanceof FaultsFound) ? 2 : 1
    }
  })
