import { read } from "./Repository.ts"

/** A variable as the example file shows it: the comment above it, and whether its line is commented out. */
export interface ShownVariable {
  readonly name: string
  readonly comment: string
  readonly isCommentedOut: boolean
  readonly value: string
}

/** A part of the example file. */
export interface ExampleSection {
  readonly title: string
  readonly shown: ReadonlyArray<ShownVariable>
}

const assignment = /^(# )?([A-Z][A-Z0-9_]*)=(.*)$/

const variablesIn = (text: string): ReadonlyArray<ShownVariable> =>
  text.split(/\n\n+/).flatMap((block) => {
    const lines = block.trim().split("\n")
    const [, hash, name, value] = assignment.exec(lines.at(-1) ?? "") ?? []
    if (name === undefined || value === undefined) return []
    const comment = lines.slice(0, -1).map((line) => line.replace(/^# /, ""))
    return [{ name, comment: comment.join(" "), isCommentedOut: hash !== undefined, value }]
  })

/** What `.env.example` shows, part by part. */
export const exampleSections = (): ReadonlyArray<ExampleSection> => {
  const [, ...rest] = read(".env.example").split(/^# --- (.+?) -+$/m)
  return rest.flatMap((title, index) =>
    index % 2 === 0 ? [{ title, shown: variablesIn(rest[index + 1] ?? "") }] : []
  )
}
