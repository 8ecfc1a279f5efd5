import { assert, describe, it } from "@effect/vitest"
import { box, layoutOf } from "../../src/model/GraphLayout.ts"

const edge = (from: string, to: string) => ({ from, to, kind: "hard", property: to.toLowerCase() }) as const

const graph = {
  nodes: ["A", "B", "C", "D"],
  waves: [
    ["A", "B"],
    ["C", "D"]
  ],
  edges: [edge("C", "B"), edge("D", "A"), edge("C", "elsewhere")],
  deferred: []
} as const

describe("layoutOf", () => {
  const layout = layoutOf(graph)

  it("gives each wave a column", () => {
    const x = new Map(layout.nodes.map((node) => [node.entity, node.x]))
    assert.strictEqual(x.get("A"), x.get("B"))
    assert.strictEqual((x.get("C") ?? 0) - (x.get("A") ?? 0), box.width + box.gapX)
  })

  it("puts what needs something at its height, so that edges do not cross", () => {
    const y = new Map(layout.nodes.map((node) => [node.entity, node.y]))
    assert.strictEqual(y.get("D"), y.get("A"))
    assert.strictEqual(y.get("C"), y.get("B"))
  })

  it("lets no boxes overlap, and none stand outside", () => {
    for (const one of layout.nodes) {
      assert.isAtMost(one.x + box.width, layout.width)
      assert.isAtMost(one.y + box.height, layout.height)
      for (const other of layout.nodes)
        if (one !== other && one.x === other.x) assert.isAtLeast(Math.abs(one.y - other.y), box.height)
    }
  })

  it("leaves out edges to what is not there", () => {
    assert.deepStrictEqual(
      layout.edges.map(({ to }) => to),
      ["B", "A"]
    )
  })

  it("draws nothing of nothing", () => {
    assert.deepInclude(layoutOf({ nodes: [], waves: [], edges: [], deferred: [] }), { nodes: [], edges: [] })
  })
})
