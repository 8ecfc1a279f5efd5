import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc } from "effect"
import { Graph, Manifest } from "../src/index.ts"
import { listsOf, type Pointer } from "./fixtures/anyManifest.ts"
import { libraryManifest } from "./fixtures/library.ts"

const names = ["Ant", "Bee", "Cat", "Dog", "Eel", "Fox", "Gnu"]

const pointers = (kind: fc.Arbitrary<Pointer["kind"]>): fc.Arbitrary<ReadonlyArray<Pointer>> =>
  fc.array(fc.record({ from: fc.constantFrom(...names), to: fc.constantFrom(...names), kind }), {
    maxLength: 14
  })

const mixed = pointers(fc.constantFrom("hard", "soft", "soft"))
const soft = pointers(fc.constant("soft"))

/** Whether all nodes can be taken away by always taking one that points at none of those left: said independently of the code. */
const ordered = (edges: ReadonlyArray<Pick<Pointer, "from" | "to">>): boolean => {
  let left = names
  for (;;) {
    const rest = left.filter((node) => edges.some(({ from, to }) => from === node && left.includes(to)))
    if (rest.length === left.length) return rest.length === 0
    left = rest
  }
}

describe("Graph", () => {
  it("refuses a circle of hard references, naming one, and nothing else", () => {
    fc.assert(
      fc.property(mixed, (edges) => {
        const hard = edges.filter(({ kind }) => kind === "hard")
        const made = Manifest.make(listsOf(names, edges))
        assert.strictEqual(Either.isRight(made), ordered(hard))
        if (Either.isRight(made)) return
        assert.strictEqual(made.left.reason, "HardCycle")
        const circle = made.left.path.split(" → ")
        assert.strictEqual(circle.at(0), circle.at(-1))
        for (const [index, from] of circle.slice(0, -1).entries()) {
          assert.isTrue(
            hard.some((edge) => edge.from === from && edge.to === circle[index + 1]),
            made.left.path
          )
        }
      }),
      { numRuns: 500 }
    )
  })

  it("places every entity once, after all it points at but for what gives way", () => {
    fc.assert(
      fc.property(mixed, (edges) => {
        fc.pre(ordered(edges.filter(({ kind }) => kind === "hard")))
        const graph = Graph.fromManifest(Either.getOrThrow(Manifest.make(listsOf(names, edges))))
        assert.sameMembers(graph.waves.flat(), names)
        assert.isTrue(graph.deferred.every(({ kind }) => kind === "soft"))
        const wave = (entity: string) => graph.waves.findIndex((entities) => entities.includes(entity))
        for (const edge of graph.edges) {
          if (edge.from !== edge.to && !graph.deferred.includes(edge))
            assert.isBelow(wave(edge.to), wave(edge.from))
        }
      })
    )
  })

  it("gives way only where references run in circles, and the same way every time", () => {
    fc.assert(
      fc.property(soft, (edges) => {
        const build = () => Graph.fromManifest(Either.getOrThrow(Manifest.make(listsOf(names, edges))))
        const others = edges.filter(({ from, to }) => from !== to)
        assert.strictEqual(build().deferred.length === 0, ordered(others))
        assert.deepStrictEqual(build(), build())
      })
    )
  })

  it("knows who falls with whom, through hard references only", () => {
    const graph = Graph.fromManifest(libraryManifest)
    assert.deepStrictEqual(Graph.descendants(graph, "Member"), ["Card", "ClubSeat"])
    assert.deepStrictEqual(Graph.descendants(graph, "Club"), ["ClubSeat"])
    assert.deepStrictEqual(Graph.descendants(graph, "Branch"), [])
  })

  it("draws itself", () => {
    const graph = Graph.fromManifest(libraryManifest)
    assert.deepStrictEqual(JSON.parse(Graph.toJson(graph)), graph)
    assert.deepStrictEqual(
      graph.deferred.map(({ from, to }) => `${from} → ${to}`),
      ["Member → Branch"]
    )
    assert.strictEqual(
      Graph.toMermaid(graph),
      `flowchart RL
  subgraph wave1["Wave 1"]
    Member
  end
  subgraph wave2["Wave 2"]
    Card
    Branch
  end
  subgraph wave3["Wave 3"]
    Club
  end
  subgraph wave4["Wave 4"]
    ClubSeat
  end
  Member -.->|"relationships.home_branch.data"| Branch
  Card -->|"relationships.member.data"| Member
  Branch -.->|"relationships.keeper.data"| Member
  Club -.->|"relationships.branch.data"| Branch
  ClubSeat -->|"relationships.club.data"| Club
  ClubSeat -->|"relationships.member.data"| Member
`
    )
    assert.strictEqual(
      Graph.toDot(graph),
      `digraph manifest {
  rankdir = RL
  { rank = same; "Member" }
  { rank = same; "Card"; "Branch" }
  { rank = same; "Club" }
  { rank = same; "ClubSeat" }
  "Member" -> "Branch" [label = "relationships.home_branch.data", style = dashed]
  "Card" -> "Member" [label = "relationships.member.data"]
  "Branch" -> "Member" [label = "relationships.keeper.data", style = dashed]
  "Club" -> "Branch" [label = "relationships.branch.data", style = dashed]
  "ClubSeat" -> "Club" [label = "relationships.club.data"]
  "ClubSeat" -> "Member" [label = "relationships.member.data"]
}
`
    )
  })
})
