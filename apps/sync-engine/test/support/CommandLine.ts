import { Command } from "@effect/cli"
import { Terminal } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { ConfigProvider, Effect, Exit, Layer, Mailbox, Option } from "effect"
import { stripVTControlCharacters } from "node:util"
import { commands } from "../../src/cli/Commands.ts"
import { reportFailure } from "../../src/cli/ErrorReport.ts"
import { leakIn, type Secrets } from "./PlantedSecrets.ts"

/** What a command left behind. */
export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly succeeded: boolean
}

/** Where a command is run: its variables, and what a person types when asked; without that nobody sits at a screen. */
export interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>
  readonly typed?: ReadonlyArray<string>
}

const key = (input: string, name: string): Terminal.UserInput => ({
  input: Option.some(input),
  key: { name, ctrl: false, meta: false, shift: false }
})

const terminal = (typed: ReadonlyArray<string> | undefined, print: (text: string) => void) => {
  const answers = [...(typed ?? [])]
  return Terminal.Terminal.of({
    columns: Effect.succeed(typed === undefined ? 0 : 80),
    rows: Effect.succeed(24),
    isTTY: Effect.succeed(typed !== undefined),
    readLine: Effect.dieMessage("no line is asked for"),
    readInput: Effect.gen(function* () {
      const mailbox = yield* Mailbox.make<Terminal.UserInput>()
      yield* mailbox.offerAll([
        ...[...(answers.shift() ?? "")].map((text) => key(text, text)),
        key("\r", "return")
      ])
      return mailbox
    }),
    display: (text) => Effect.sync(() => print(text))
  })
}

/** What a command was given and may not repeat. */
const secretsOf = (args: ReadonlyArray<string>, { environment = {} }: Surroundings): Secrets => [
  ...Object.entries(environment).filter(([name]) => /KEY|SECRET|TOKEN|PASSWORD|DATABASE_URL/.test(name)),
  ...args.flatMap((arg, at) => (args[at - 1] === "--secret" ? [["--secret", arg] as const] : []))
]

const run = Command.run(commands, { name: "sync-engine", version: "test" })

/** Runs a command in this process as `main.ts` does, and answers what it printed, without colours. */
export const commandLine = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  surroundings: Surroundings = {}
) {
  const printed = { stdout: "", stderr: "" }
  const console = yield* Effect.console
  const keep = (to: keyof typeof printed) => (text: string) => {
    printed[to] += text
  }
  const log = (to: keyof typeof printed) => (text: string) => Effect.sync(() => keep(to)(`${text}\n`))
  const exit = yield* run(["node", "sync-engine", ...args]).pipe(
    Effect.tapErrorCause(reportFailure),
    Effect.withConsole({ ...console, log: log("stdout"), error: log("stderr") }),
    Effect.withConfigProvider(
      ConfigProvider.fromMap(new Map(Object.entries(surroundings.environment ?? {})))
    ),
    Effect.provide(
      Layer.merge(
        NodeContext.layer,
        Layer.succeed(Terminal.Terminal, terminal(surroundings.typed, keep("stdout")))
      )
    ),
    Effect.exit
  )
  const leak = leakIn(
    "what the command printed",
    `${printed.stdout}${printed.stderr}`,
    secretsOf(args, surroundings)
  )
  if (leak !== undefined) return yield* Effect.dieMessage(leak)
  const outcome: Outcome = {
    stdout: stripVTControlCharacters(printed.stdout),
    stderr: stripVTControlCharacters(printed.stderr),
    succeeded: Exit.isSuccess(exit)
  }
  return outcome
})
