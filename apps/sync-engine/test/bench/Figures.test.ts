import { assert, describe, it } from "@effect/vitest"
import { type Figures, figuresOf, medianBy, ratio } from "../../src/bench/Figures.ts"
import { parseUsage, parseWantedSeconds } from "../../src/bench/ProcessUsage.ts"

const figures = (rows: number, seconds: number): Figures =>
  figuresOf({
    rows,
    seconds,
    requests: 10,
    before: { peakRssMb: 100, cpuSeconds: 2 },
    after: { peakRssMb: 250.4, cpuSeconds: 5 }
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

describe("ratio", () => {
  it("is the pace of one over that of the other, row for row", () => {
    assert.strictEqual(ratio(figures(1000, 8), figures(1000, 4)), 0.5)
    assert.strictEqual(ratio(figures(2000, 8), figures(1000, 4)), 1)
  })
})

describe("medianBy", () => {
  it("takes the one in the middle, and of two the lower", () => {
    const itself = (value: number) => value
    assert.strictEqual(medianBy([8, 5, 16], itself), 8)
    assert.strictEqual(medianBy([8, 5], itself), 5)
    assert.strictEqual(medianBy([5], itself), 5)
  })
})

describe("parseUsage", () => {
  it("reads the peak of memory and the processor's time, whatever the program is called", () => {
    const status = "Name:\tnode\nVmPeak:\t 9999999 kB\nVmHWM:\t  250000 kB\nVmRSS:\t  1000 kB\n"
    const stat = "42 (no de) x) S 1 42 42 0 -1 4194304 500 0 0 0 1234 66 0 0 20 0 11 0 100 1 1"
    assert.deepStrictEqual(parseUsage(status, stat), { peakRssMb: 256, cpuSeconds: 13 })
  })
})

describe("parseWantedSeconds", () => {
  it("counts what a thread ran and what it waited for a processor, but not how often", () => {
    assert.strictEqual(parseWantedSeconds("35000000000 15500000000 90210\n"), 50.5)
  })
})
