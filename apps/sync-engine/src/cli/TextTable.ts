/** A column of a table: its heading, and whether its cells are numbers, which stand to the right. */
export interface Column {
  readonly heading: string
  readonly isNumber?: boolean
}

/** A table as lines of text: a line of headings, then a line a row, columns two spaces apart. */
export const textTable = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): ReadonlyArray<string> => {
  const lines = [columns.map(({ heading }) => heading), ...rows]
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => (cells[index] ?? "").length)))
  return lines.map((cells) =>
    columns
      .map(({ isNumber }, index) => {
        const [cell, width] = [cells[index] ?? "", widths[index] ?? 0]
        return isNumber === true ? cell.padStart(width) : cell.padEnd(width)
      })
      .join("  ")
      .trimEnd()
  )
}
