import { escaped, svg } from "./Svg.ts"

/** What a bar stands for. */
export interface Bar {
  readonly label: string
  readonly value: number
}

const width = 720
const labelWidth = 260
const valueWidth = 90
const rowHeight = 28
const top = 36

const number = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 })

/** Horizontal bars from zero, in their order, each with its value. */
export const barChart = (title: string, bars: ReadonlyArray<Bar>): string => {
  const most = Math.max(...bars.map(({ value }) => value))
  const room = width - labelWidth - valueWidth
  return svg(width, top + bars.length * rowHeight + 12, [
    `<text x="12" y="22" font-size="14" font-weight="600" fill="#1f2937">${escaped(title)}</text>`,
    ...bars.flatMap(({ label, value }, index) => {
      const y = top + index * rowHeight
      const length = Math.max(1, (value / most) * room)
      const end = labelWidth + length
      return [
        `<text x="${labelWidth - 8}" y="${y + 17}" text-anchor="end" fill="#374151">${escaped(label)}</text>`,
        `<rect x="${labelWidth}" y="${y + 4}" width="${length.toFixed(1)}" height="${rowHeight - 9}" rx="2" fill="#2563eb"/>`,
        `<text x="${(end + 6).toFixed(1)}" y="${y + 17}" fill="#374151">${number.format(value)}</text>`
      ]
    })
  ])
}
