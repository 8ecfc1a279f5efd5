import type { Report } from "../Report.ts"
import { type Bar, barChart } from "./BarChart.ts"

/** A chart of the documents, and from which results it is drawn. */
export interface Chart {
  readonly file: string
  readonly title: string
  readonly bench: string
  /** Columns of the table with the labels and the values. */
  readonly label: string
  readonly value: string
}

/** All charts of the documents. */
export const charts: ReadonlyArray<Chart> = [
  {
    file: "bench-full.svg",
    title: "First full sync, rows a second",
    bench: "full",
    label: "program",
    value: "rows/s"
  },
  {
    file: "bench-peer.svg",
    title: "Beside the peer, rows a second",
    bench: "peer",
    label: "program",
    value: "rows/s"
  },
  {
    file: "bench-growth.svg",
    title: "CPU of the node a row, in µs, by people",
    bench: "growth",
    label: "people",
    value: "CPU µs a row"
  }
]

/** Draws a chart of the results it is about. */
export const drawn = ({ label, title, value }: Chart, { table }: Report): string =>
  barChart(
    title,
    table.flatMap((row): ReadonlyArray<Bar> => {
      const of = row[value]
      const name = row[label]
      if (typeof of !== "number" || name === undefined || name === null) return []
      return [{ label: typeof name === "number" ? name.toLocaleString("en-US") : name, value: of }]
    })
  )
