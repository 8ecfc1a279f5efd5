import type { ReactNode } from "react"

/** A column: its title, and a row's cell in it. */
export interface Column<A> {
  readonly title: string
  readonly cell: (row: A) => ReactNode
  readonly isNumber?: boolean
}

/** Rows under titles; on a narrow screen each row stands as a list of its own. */
export const Table = <A,>(props: {
  label: string
  rows: ReadonlyArray<A>
  keyOf: (row: A) => string
  columns: ReadonlyArray<Column<A>>
}): ReactNode => (
  <table className="table" aria-label={props.label}>
    <thead>
      <tr>
        {props.columns.map(({ isNumber, title }) => (
          <th key={title} scope="col" className={isNumber === true ? "num" : undefined}>
            {title}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {props.rows.map((row) => (
        <tr key={props.keyOf(row)}>
          {props.columns.map(({ cell, isNumber, title }) => (
            <td key={title} data-label={title} className={isNumber === true ? "num" : undefined}>
              {cell(row)}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)
