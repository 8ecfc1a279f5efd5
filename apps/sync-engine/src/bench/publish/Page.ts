const section = (name: string) =>
  new RegExp(`(<!-- bench ${name} -->\n)[\\s\\S]*?(<!-- end of bench ${name} -->)`)

/** The names of the benchmarks that a page has a place for: `<!-- bench NAME -->` … `<!-- end of bench NAME -->`. */
export const benchesOf = (page: string): ReadonlyArray<string> =>
  [...page.matchAll(/<!-- bench ([a-z-]+) -->/g)].map(([, name = ""]) => name)

/** The page with these lines in the place of that benchmark. */
export const withSection = (page: string, name: string, lines: ReadonlyArray<string>): string =>
  // Not as a string, in which $ would have a meaning.
  page.replace(section(name), (_, start: string, end: string) => `${start}\n${lines.join("\n")}\n\n${end}`)
