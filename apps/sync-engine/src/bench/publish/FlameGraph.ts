import type { Frame, Part } from "./CpuProfile.ts"
import { escaped, svg } from "./Svg.ts"

/** Colours and words of what frames belong to. */
export const partStyles: Readonly<Record<Part, { readonly colour: string; readonly words: string }>> = {
  network: { colour: "#60a5fa", words: "network" },
  database: { colour: "#34d399", words: "database client" },
  engine: { colour: "#fbbf24", words: "engine and adapter" },
  effect: { colour: "#c4b5fd", words: "Effect" },
  node: { colour: "#d1d5db", words: "Node.js" },
  collector: { colour: "#fca5a5", words: "garbage collector" }
}

const width = 1200
const rowHeight = 16
const top = 52
const narrowest = 1.5
const letterWidth = 6.2

interface Box {
  readonly frame: Frame
  readonly x: number
  readonly width: number
  readonly depth: number
}

const boxesOf = (root: Frame): ReadonlyArray<Box> => {
  const boxes: Array<Box> = []
  const pending: Array<Box> = [{ frame: root, x: 0, width, depth: 0 }]
  for (let box = pending.pop(); box !== undefined; box = pending.pop()) {
    boxes.push(box)
    let { x } = box
    for (const child of box.frame.children) {
      const wide = (child.total / root.total) * width
      if (wide >= narrowest) pending.push({ frame: child, x, width: wide, depth: box.depth + 1 })
      x += wide
    }
  }
  return boxes
}

const labelOf = ({ frame, width }: Box): string => {
  const letters = Math.floor((width - 6) / letterWidth)
  return letters < 3 ? "" : frame.name.length <= letters ? frame.name : `${frame.name.slice(0, letters - 1)}…`
}

/** A flame graph: callers above what they call, as wide as the time spent; frames too narrow to be seen are left out. */
export const flameGraph = (title: string, root: Frame): string => {
  const boxes = boxesOf(root)
  const depth = Math.max(...boxes.map((box) => box.depth)) + 1
  return svg(width, top + depth * rowHeight + 8, [
    `<text x="8" y="20" font-size="14" font-weight="600" fill="#1f2937">${escaped(title)}</text>`,
    ...Object.values(partStyles).flatMap(({ colour, words }, index) => [
      `<rect x="${8 + index * 150}" y="30" width="12" height="12" fill="${colour}"/>`,
      `<text x="${24 + index * 150}" y="40" fill="#374151">${words}</text>`
    ]),
    ...boxes.map((box) => {
      const { frame, x } = box
      const y = top + box.depth * rowHeight
      const share = ((frame.total / root.total) * 100).toFixed(1)
      const own = ((frame.own / root.total) * 100).toFixed(1)
      return (
        `<g><title>${escaped(frame.name)}: ${share} %, ${own} % of it own</title>` +
        `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.5, box.width - 0.5).toFixed(1)}" height="${rowHeight - 1}" ` +
        `fill="${partStyles[frame.part].colour}"/>` +
        `<text x="${(x + 3).toFixed(1)}" y="${y + 12}" font-size="10" fill="#111827">${escaped(labelOf(box))}</text></g>`
      )
    })
  ])
}
