import { Option } from "effect"
import type { DeclaredVariable } from "../../../src/config/EnvironmentVariable.ts"
import { moduleOf } from "../ConfigModules.ts"
import { exampleSections } from "../EnvironmentExample.ts"
import { table } from "./JsonSchemaText.ts"

// Nothing that is not text is written so; what a reader answers to it tells what it takes.
const impossible = "\u0000"

const typeOf = ({ fault }: DeclaredVariable): string =>
  Option.match(fault(impossible), {
    onNone: () => "text",
    onSome: (reason) => reason.replace(/^must be (an? )?/, "")
  })

const defaultOf = ({ fallback }: DeclaredVariable): string =>
  Option.match(fallback, {
    onNone: () => "required",
    onSome: (value) => (value === "" ? "none" : `\`${value}\``)
  })

const preface = `# Configuration

Written by \`pnpm --filter @openfaith/sync-engine docs\` from the config modules and the comments of
[.env.example](../.env.example), and compared by every test run. A node reads its whole environment at its start; a variable that is
missing or malformed ends it with the variable's name and an example. Empty means not set. To change a variable, start the nodes
again one after the other; those marked as the same on every node only take effect when all have it.
`

/** The page about the environment. */
export const configurationReference = (variables: ReadonlyMap<string, DeclaredVariable>): string =>
  [
    preface,
    ...exampleSections().flatMap(({ shown, title }) => [
      `## ${title}`,
      "",
      ...table(
        ["variable", "type", "default", "meaning", "example", "read by"],
        shown.flatMap(({ comment, name }) => {
          const variable = variables.get(name)
          if (variable === undefined) return []
          const module = moduleOf(name)
          return [
            [
              `\`${name}\``,
              typeOf(variable),
              defaultOf(variable),
              comment.replace(/ ?(Required\. )?Example: .*$/, ""),
              `\`${variable.example}\``,
              `[${module}](../apps/sync-engine/src/config/${module}.ts)`
            ]
          ]
        })
      ),
      ""
    ])
  ].join("\n")
