import { Predicate } from "effect"

/** A failed call in words for the person before the screen. */
export interface Failure {
  readonly title: string
  readonly detail: string
  /** Whether trying again may help without anything being changed. */
  readonly isPassing: boolean
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const titles: Readonly<Record<string, readonly [title: string, isPassing: boolean]>> = {
  Unauthorized: ["You are signed out", false],
  Forbidden: ["Your key is not for this", false],
  NotFound: ["There is no such thing", false],
  InvalidRequest: ["Something in the form is not right", false],
  CredentialRefused: ["Planning Center refused the credential", false],
  TooManyRequests: ["Too many requests", true],
  ServiceUnavailable: ["The node cannot answer now", true],
  RequestError: ["The node cannot be reached", true],
  ResponseError: ["The node gave an answer that this page does not understand", true],
  ParseError: ["The node gave an answer that this page does not understand", false]
}

const conflicts: Readonly<Record<string, string>> = {
  NotConnected: "The organisation has no connection of this kind.",
  ConnectionParked: "The connection waits for a new credential. Rotate it first.",
  RunFinished: "The run has ended already.",
  AlreadyDecided: "Somebody has decided on this already."
}

/** What went wrong, in words. */
export const failureOf = (error: unknown): Failure => {
  if (!Predicate.hasProperty(error, "_tag") || !Predicate.isString(error._tag))
    return { title: "Something went wrong", detail: messageOf(error), isPassing: true }
  if (error._tag === "Conflict") {
    const reason = Predicate.hasProperty(error, "reason") ? String(error.reason) : ""
    return { title: "This is not possible now", detail: conflicts[reason] ?? reason, isPassing: false }
  }
  const [title, isPassing] = titles[error._tag] ?? ["Something went wrong", true]
  const isNetwork = error._tag === "RequestError"
  return { title, detail: isNetwork ? "It is tried again by itself." : messageOf(error), isPassing }
}

/** Whether the session has ended. */
export const isSignedOut = (error: unknown): boolean => Predicate.isTagged(error, "Unauthorized")

/** Whether asking again without a change may help. */
export const isPassing = (error: unknown): boolean => failureOf(error).isPassing
