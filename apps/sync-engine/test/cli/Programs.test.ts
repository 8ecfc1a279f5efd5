import { CliConfig, CommandDescriptor, HelpDoc } from "@effect/cli"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { stripVTControlCharacters } from "node:util"
import { commands } from "../../src/cli/CheckoutCommands.ts"
import { commandLine } from "../support/CommandLine.ts"

/** What is not asked something and answers, but runs: its log or its report is JSON by other means, or for people only. */
const runs = /^(serve|bench|bench .*|chaos)$/

const help = stripVTControlCharacters(
  HelpDoc.toAnsiText(CommandDescriptor.getHelp(commands.descriptor, CliConfig.defaultConfig))
)

/** Each command with its usage, such as `keys list [--url text] [--json]`. */
const usages = [...help.matchAll(/^ +- ((?:[a-z-]+ ?)+)(.*?) {2,}\S/gm)].map(
  ([, name = "", options = ""]) => ({
    name: name.trim(),
    options
  })
)

const isGroup = (name: string) => usages.some((other) => other.name.startsWith(`${name} `))

describe("the command line for programs", () => {
  it("answers all that is asked in JSON", () => {
    assert.isAbove(usages.length, 20)
    assert.deepStrictEqual(
      usages.filter(
        ({ name, options }) => !isGroup(name) && !runs.test(name) && !options.includes("[--json]")
      ),
      []
    )
  })

  it.effect.each(["bash", "zsh", "fish"])("completes every command in %s", (shell) =>
    Effect.gen(function* () {
      const { stdout, succeeded } = yield* commandLine(["--completions", shell])
      assert.isTrue(succeeded)
      for (const name of ["connect", "sync", "dead-letters", "doctor", "keys"]) assert.include(stdout, name)
    })
  )
})
