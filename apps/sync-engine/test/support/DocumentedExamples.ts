import { pages, read } from "./Repository.ts"

/** A piece of a page, and where it stands. */
export interface Example {
  readonly page: string
  readonly text: string
}

/** What pages show in blocks of a language. */
export const blocks = (language: string): ReadonlyArray<Example> =>
  pages.flatMap((page) =>
    [...read(page).matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
      ([, text = ""]) => ({
        page,
        text
      })
    )
  )

/** The id of a run or a record, where an example leaves it out. */
export const someId = "1ad0645b-ad15-4e71-b1d0-e06e516d38e8"

const quoted = /'[^']*'|"(?:\\.|[^"\\])*"/g

/** Takes away a comment and where the output goes, but not what looks so within quotes. */
const commandOf = (line: string): string => {
  const masked = line.replace(quoted, (part) => "x".repeat(part.length))
  const start = masked.search(/(^|\s)[#>|]/)
  return start === -1 ? line : line.slice(0, start)
}

// A command ends with its line, unless the line ends in a backslash or within quotes.
const commandsIn = (script: string): ReadonlyArray<string> =>
  script
    .replace(/\\\n\s*/g, " ")
    .split("\n")
    .map((line) => commandOf(line).trim())
    .filter((line) => line !== "")

/** Every command that a page shows in a block of shell. */
export const commands: ReadonlyArray<Example> = blocks("sh").flatMap(({ page, text }) =>
  commandsIn(text).map((command) => ({ page, text: command }))
)

const unquote = (word: string): string =>
  word.replace(quoted, (part) => part.slice(1, -1)).replace(/\$\w+/g, someId)

/** A command's words, without the variables that are set before it; a variable in it stands for some id. */
export const wordsOf = (command: string): ReadonlyArray<string> =>
  [...command.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"])+/g)]
    .map(([word]) => word)
    .filter((_, index, all) => !all.slice(0, index + 1).every((before) => /^[A-Z_]+=/.test(before)))
    .map(unquote)
