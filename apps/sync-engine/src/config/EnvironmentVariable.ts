import { Config, ConfigError, DateTime, Either, flow, Option } from "effect"

/** How a variable is shown to the person who forgot or mistyped it. */
interface Shown {
  readonly example: string
  readonly description: string
}

/** A variable as a config module declares it; one without a fallback is required. */
export interface DeclaredVariable extends Shown {
  readonly name: string
  readonly fallback: Option.Option<string>
  /** What is wrong with a value; none when it is taken. */
  readonly fault: (value: string) => Option.Option<string>
}

const declared = new Map<string, DeclaredVariable>()

/** The variables that the config modules loaded so far declare, by name: what their documentation is held against. */
export const declaredVariables: ReadonlyMap<string, DeclaredVariable> = declared

const explained = (name: string, problem: string, shown: Shown): ConfigError.ConfigError =>
  ConfigError.InvalidData(
    [name],
    `${problem} It holds ${shown.description}. Example: ${name}=${shown.example}`
  )

/**
 * Reads one environment variable and turns every failure into an error that names the variable, says what it
 * holds and prints an example. `parse` answers a reason when the value is malformed; the value itself is never
 * printed, since it may be a secret.
 */
export const variable = <A>(
  name: string,
  shown: Shown,
  parse: (value: string) => Either.Either<A, string>
): Config.Config<A> => {
  declared.set(name, { ...shown, name, fallback: Option.none(), fault: flow(parse, Either.getLeft) })
  return Config.option(Config.string(name)).pipe(
    Config.mapOrFail(
      Option.match({
        onNone: () => Either.left(explained(name, `${name} is not set.`, shown)),
        onSome: (value) =>
          value.trim() === ""
            ? Either.left(explained(name, `${name} is empty.`, shown))
            : Either.mapLeft(parse(value.trim()), (reason) => explained(name, `${name} ${reason}.`, shown))
      })
    ),
    Config.withDescription(shown.description)
  )
}

/** Like {@link variable}, with a value for when it is not set. A malformed value still fails. */
export const variableOr = <A>(
  name: string,
  shown: Shown,
  fallback: A,
  parse: (value: string) => Either.Either<A, string>
): Config.Config<A> => {
  declared.set(name, {
    ...shown,
    name,
    fallback: Option.some(fallback === null ? "" : String(fallback)),
    fault: flow(parse, Either.getLeft)
  })
  return Config.option(Config.string(name)).pipe(
    Config.mapOrFail(
      Option.match({
        onNone: () => Either.right(fallback),
        onSome: (value) =>
          value.trim() === ""
            ? Either.right(fallback)
            : Either.mapLeft(parse(value.trim()), (reason) => explained(name, `${name} ${reason}.`, shown))
      })
    ),
    Config.withDescription(shown.description)
  )
}

/** A whole number within bounds, both included. */
export const wholeNumber =
  (least: number, most: number) =>
  (value: string): Either.Either<number, string> => {
    const number = Number(value)
    return Number.isInteger(number) && number >= least && number <= most
      ? Either.right(number)
      : Either.left(`must be a whole number from ${least} to ${most}`)
  }

/** Any text, as given. */
export const text = (value: string): Either.Either<string, string> => Either.right(value)

/** One of a closed list of words. */
export const oneOf =
  <const Words extends ReadonlyArray<string>>(...words: Words) =>
  (value: string): Either.Either<Words[number], string> => {
    const word = words.find((candidate) => candidate === value)
    return word === undefined ? Either.left(`must be one of ${words.join(", ")}`) : Either.right(word)
  }

/** An absolute URL of one of the given protocols (`https:`), without a trailing slash. */
export const url =
  (...protocols: ReadonlyArray<string>) =>
  (value: string): Either.Either<string, string> => {
    const parsed = URL.canParse(value) ? new URL(value) : undefined
    return parsed !== undefined && protocols.includes(parsed.protocol)
      ? Either.right(value.replace(/\/+$/, ""))
      : Either.left(
          `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`
        )
  }

/** An instant, such as `2026-03-01T08:00:00Z`. */
export const instant = (value: string): Either.Either<DateTime.Utc, string> =>
  Either.fromOption(DateTime.make(value), () => "must be an instant such as 2026-03-01T08:00:00Z")
