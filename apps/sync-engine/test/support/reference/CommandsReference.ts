import { CliConfig, CommandDescriptor, HelpDoc } from "@effect/cli"
import { stripVTControlCharacters } from "node:util"
import { commands } from "../../../src/cli/CheckoutCommands.ts"
import { table } from "./JsonSchemaText.ts"

const help = stripVTControlCharacters(
  HelpDoc.toAnsiText(CommandDescriptor.getHelp(commands.descriptor, CliConfig.defaultConfig))
)

/** A line a command, as `--help` lists them: how it is called, and what it does. */
const listed = [...help.matchAll(/^ +- (.+?) {2,}(\S.*)$/gm)].map(([, usage = "", meaning = ""]) => [
  `\`${usage}\``,
  meaning.trim()
])

const preface = `# Commands

Written by \`pnpm --filter @openfaith/sync-engine docs\` from the commands themselves, and compared by every test run.
\`demo\`, \`bench\` and \`chaos\` are in a checkout only.

## Install

In a checkout, \`pnpm sync-engine\` is the command. From a release it is \`dist/main.js\`; give it its name:

\`\`\`sh
ln -s /opt/openfaith/dist/main.js /usr/local/bin/sync-engine
\`\`\`

Commands that have \`--url\` talk to the node there or in \`ENGINE_URL\`, under the key in \`API_KEY\`; \`serve\`, \`migrate\`, \`graph\`,
\`keys rotate\`, \`demo\`, \`bench\` and \`chaos\` need none. \`--help\` after a command says what each of its options means, \`--json\`
prints the API's own JSON on one line, and \`--log-level debug\` shows more when something is odd.

## Completions

\`\`\`sh
sync-engine --completions bash > ~/.local/share/bash-completion/completions/sync-engine
sync-engine --completions zsh > ~/.zfunc/_sync-engine        # a folder that is in fpath
sync-engine --completions fish > ~/.config/fish/completions/sync-engine.fish
\`\`\`
`

/** The page that lists the commands. */
export const commandsReference = (): string =>
  [preface, "## All of them", "", ...table(["command", "does"], listed), ""].join("\n")
