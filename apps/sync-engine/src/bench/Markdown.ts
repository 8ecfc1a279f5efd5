import { isMet, type Report } from "./Report.ts"

const number = new Intl.NumberFormat("en-US", { maximumFractionDigits: 3 })

const cell = (value: string | number | null): string =>
  value === null ? "" : typeof value === "number" ? number.format(value) : value

const lines = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const [head = [], ...rest] = rows
  return [head, head.map(() => "---"), ...rest].map((cells) => `| ${cells.join(" | ")} |`)
}

const optionText = ([name, value]: readonly [string, unknown]): string =>
  `${name} ${typeof value === "number" ? number.format(value) : String(value)}`

/** A report as Markdown: its table, what was demanded, and what it ran on. */
export const markdownOf = ({
  checks,
  machine,
  measuredAt,
  options,
  table
}: Report): ReadonlyArray<string> => {
  const columns = Object.keys(table[0] ?? {})
  const demanded = checks.map((check) => [
    check.what,
    check.atLeast === undefined ? `≤ ${cell(check.atMost ?? 0)}` : `≥ ${cell(check.atLeast)}`,
    cell(check.seen),
    isMet(check) ? "yes" : "no"
  ])
  return [
    ...lines([columns, ...table.map((row) => columns.map((column) => cell(row[column] ?? null)))]),
    ...(demanded.length === 0 ? [] : ["", ...lines([["demanded", "", "seen", "met"], ...demanded])]),
    "",
    `${[measuredAt.slice(0, 10), ...Object.entries(options).map(optionText)].join(", ")}; ${machine.cores} × ` +
      `${machine.processor}, ${machine.memoryGb} GB, Node ${machine.node.slice(1)}, load ${machine.load} before it began.`
  ]
}
