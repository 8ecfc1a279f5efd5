import type { Graph, GraphEdge } from "@openfaith/sync-api"

/** Where an entity is drawn: its box's top left corner. */
export interface PlacedNode {
  readonly entity: string
  readonly wave: number
  readonly x: number
  readonly y: number
}

/** An edge as a curve from the one that needs to the one that is needed. */
export interface PlacedEdge extends GraphEdge {
  readonly path: string
}

/** A drawing of a dependency graph: one column a wave. */
export interface GraphLayout {
  readonly width: number
  readonly height: number
  readonly nodes: ReadonlyArray<PlacedNode>
  readonly edges: ReadonlyArray<PlacedEdge>
  readonly columns: ReadonlyArray<{ readonly wave: number; readonly x: number }>
}

/** The size of a box and the room between boxes, in the drawing's units. */
export const box = { width: 176, height: 44, gapX: 84, gapY: 14, top: 34, margin: 8 } as const

const average = (values: ReadonlyArray<number>): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** Puts each entity at the height of those it needs, so that edges cross little; what needs nothing keeps its place. */
const ordered = (
  wave: ReadonlyArray<string>,
  edges: ReadonlyArray<GraphEdge>,
  heights: ReadonlyMap<string, number>
): ReadonlyArray<string> => {
  const wanted = (entity: string, index: number) =>
    average(
      edges.flatMap(({ from, to }) => {
        const height = from === entity ? heights.get(to) : undefined
        return height === undefined ? [] : [height]
      })
    ) ?? index
  return wave
    .map((entity, index) => ({ entity, height: wanted(entity, index) }))
    .sort((a, b) => a.height - b.height)
    .map(({ entity }) => entity)
}

const curve = (from: PlacedNode, to: PlacedNode): string => {
  const y1 = from.y + box.height / 2
  const y2 = to.y + box.height / 2
  if (from.wave === to.wave) {
    const x = from.x + box.width
    return `M ${x} ${y1} C ${x + 46} ${y1}, ${x + 46} ${y2}, ${x} ${y2}`
  }
  const [start, end] = from.x > to.x ? [from.x, to.x + box.width] : [from.x + box.width, to.x]
  const middle = (start + end) / 2
  return `M ${start} ${y1} C ${middle} ${y1}, ${middle} ${y2}, ${end} ${y2}`
}

/** Lays out a graph wave by wave, from left to right. Edges to unknown entities are left out. */
export const layoutOf = ({ edges, waves }: Graph): GraphLayout => {
  const heights = new Map<string, number>()
  const nodes = new Map<string, PlacedNode>()
  const tallest = Math.max(1, ...waves.map(({ length }) => length))
  waves.forEach((wave, index) => {
    const offset = ((tallest - wave.length) * (box.height + box.gapY)) / 2
    ordered(wave, edges, heights).forEach((entity, row) => {
      heights.set(entity, row + (tallest - wave.length) / 2)
      nodes.set(entity, {
        entity,
        wave: index,
        x: box.margin + index * (box.width + box.gapX),
        y: box.top + offset + row * (box.height + box.gapY)
      })
    })
  })
  return {
    width: box.margin * 2 + waves.length * box.width + Math.max(0, waves.length - 1) * box.gapX + 40,
    height: box.top + tallest * (box.height + box.gapY),
    nodes: [...nodes.values()],
    edges: edges.flatMap((edge) => {
      const from = nodes.get(edge.from)
      const to = nodes.get(edge.to)
      return from === undefined || to === undefined || from === to ? [] : [{ ...edge, path: curve(from, to) }]
    }),
    columns: waves.map((_, wave) => ({ wave, x: box.margin + wave * (box.width + box.gapX) }))
  }
}
