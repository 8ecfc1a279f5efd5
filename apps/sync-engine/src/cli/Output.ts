import { Console, Effect, Schema } from "effect"

/** Prints a value of the API as its JSON, on one line of standard output. */
export const printJson = <A, I>(schema: Schema.Schema<A, I>) => {
  const encode = Schema.encode(Schema.parseJson(schema))
  return (value: A): Effect.Effect<void> =>
    Effect.flatMap(Effect.orDie(encode(value)), (line) => Console.log(line))
}

/** Prints lines for people. */
export const printLines = (lines: ReadonlyArray<string>): Effect.Effect<void> => Console.log(lines.join("\n"))
