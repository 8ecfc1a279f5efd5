import { assert, describe, it } from "@effect/vitest"
import { markdownOf } from "../../src/bench/Markdown.ts"
import { benchesOf, withSection } from "../../src/bench/publish/Page.ts"
import { isMet, type Report } from "../../src/bench/Report.ts"

const report: Report = {
  bench: "full",
  measuredAt: "2026-01-02T03:04:05.000Z",
  machine: { cores: 2, processor: "Processor", memoryGb: 8, node: "v20.10.0", load: 0.2 },
  options: { people: 12_000, durable: false },
  table: [
    { program: "engine", "rows/s": 4321.25, "RSS MB": 300 },
    { program: "COPY", "rows/s": 100_000, "RSS MB": null }
  ],
  checks: [{ what: "engine ÷ ceiling", seen: 0.61, atLeast: 0.6 }]
}

describe("markdownOf", () => {
  it("is a table, what was demanded, and what it ran on", () => {
    assert.deepStrictEqual(markdownOf(report), [
      "| program | rows/s | RSS MB |",
      "| --- | --- | --- |",
      "| engine | 4,321.25 | 300 |",
      "| COPY | 100,000 |  |",
      "",
      "| demanded |  | seen | met |",
      "| --- | --- | --- | --- |",
      "| engine ÷ ceiling | ≥ 0.6 | 0.61 | yes |",
      "",
      "2026-01-02, people 12,000, durable false; 2 × Processor, 8 GB, Node 20.10.0, load 0.2 before it began."
    ])
  })
})

describe("isMet", () => {
  it("includes the bound itself, and takes what is no number for not met", () => {
    const cases = [
      [{ what: "", seen: 4, atLeast: 4 }, true],
      [{ what: "", seen: 3.99, atLeast: 4 }, false],
      [{ what: "", seen: 20, atMost: 20 }, true],
      [{ what: "", seen: 21, atMost: 20 }, false],
      [{ what: "", seen: Number.NaN, atMost: 20 }, false]
    ] as const
    for (const [check, met] of cases) assert.strictEqual(isMet(check), met)
  })
})

describe("withSection", () => {
  const page =
    "before\n<!-- bench full -->\nold\n<!-- end of bench full -->\nafter\n<!-- bench peer -->\n<!-- end of bench peer -->\n"

  it("replaces one section and nothing else, as often as one likes", () => {
    assert.deepStrictEqual(benchesOf(page), ["full", "peer"])
    const once = withSection(page, "full", ["costs $1", "$&"])
    assert.strictEqual(
      once,
      "before\n<!-- bench full -->\n\ncosts $1\n$&\n\n<!-- end of bench full -->\nafter\n<!-- bench peer -->\n<!-- end of bench peer -->\n"
    )
    assert.strictEqual(withSection(once, "full", ["costs $1", "$&"]), once)
  })
})
