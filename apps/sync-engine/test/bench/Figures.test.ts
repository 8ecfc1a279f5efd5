import { assert, describe, it } from "@effect/vitest"
import { type Figures, figuresOf, medianRound, ratioToCeiling, type Round } from "../../src/bench/Figures.ts"
import { parseUsage } from "../../src/bench/ProcessUsage.ts"

const figures = (rows: number, seconds: number): Figures =>
  figuresOf({
    rows,
    seconds,
    requests: 10,
    before: { peakRssMb: 100, cpuSeconds: 2 },
    after: { peakRssMb: 250.4, cpuSeconds: 5 }
  })

const round = (engineSeconds: number): Round => ({
  engine: figures(1000, engineSeconds),
  ceiling: figures(1000, 4)
})

describe("figuresOf", () => {
  it("counts the processor's time between the two looks only", () => {
    assert.deepStrictEqual(figures(1000, 4), {
      rows: 1000,
      seconds: 4,
      rowsPerSecond: 250,
      requests: 10,
      rssMb: 250,
      cpuMicrosPerRow: 3000
    })
  })
})

describe("ratioToCeiling", () => {
  it("is the engine's pace over the ceiling's, row for row", () => {
    assert.strictEqual(ratioToCeiling(round(8)), 0.5)
    assert.strictEqual(ratioToCeiling({ engine: figures(2000, 8), ceiling: figures(1000, 4) }), 1)
  })
})

describe("medianRound", () => {
  it("takes the round in the middle, and of two the one that is worse for the engine", () => {
    assert.deepStrictEqual(medianRound([round(8), round(5), round(16)]), round(8))
    assert.deepStrictEqual(medianRound([round(5), round(8)]), round(8))
    assert.deepStrictEqual(medianRound([round(5)]), round(5))
  })
})

describe("parseUsage", () => {
  it("reads the peak of memory and the processor's time, whatever the program is called", () => {
    const status = "Name:\tnode\nVmPeak:\t 9999999 kB\nVmHWM:\t  250000 kB\nVmRSS:\t  1000 kB\n"
    const stat = "42 (no de) x) S 1 42 42 0 -1 4194304 500 0 0 0 1234 66 0 0 20 0 11 0 100 1 1"
    assert.deepStrictEqual(parseUsage(status, stat), { peakRssMb: 256, cpuSeconds: 13 })
  })
})
