import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** The root of this checkout. */
export const root = fileURLToPath(new URL("../../../..", import.meta.url))

/** The text of a file, by its path from the root. */
export const read = (path: string): string => readFileSync(join(root, path), "utf8")

/** The paths of all files below a folder whose names end so. */
export const below = (folder: string, ending: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ["node_modules", "dist"].includes(entry.name) ? [] : below(path, ending)
    return path.endsWith(ending) ? [path] : []
  })

/** The Markdown pages of the repository. */
export const pages: ReadonlyArray<string> = [
  "README.md",
  "CONTRIBUTING.md",
  ...["docs", "packages", "apps"].flatMap((folder) => below(folder, ".md"))
]
