import { assert, describe, it } from "@effect/vitest"
import { PressureLevel } from "@openfaith/sync-api"
import { FastCheck } from "effect"
import { calmLooks, heightOf, isAtLeast, next, none, type Thresholds } from "../../src/load/PressureLevel.ts"

const thresholds: Thresholds = { heapPercent: [70, 80, 90], delayMillis: [100, 500, 2000] }

/** The levels found by looks at so much heap and delay, one after the other. */
const levels = (...loads: ReadonlyArray<readonly [heapPercent: number, delayMillis: number]>) => {
  let pressure = none
  return loads.map(([heapPercent, delayMillis]) => {
    pressure = next(pressure, { heapPercent, delayMillis }, thresholds)
    return pressure.level
  })
}

const repeated = <A>(count: number, value: A): ReadonlyArray<A> => Array.from({ length: count }, () => value)

describe("PressureLevel", () => {
  it("is the worse of heap and delay, reached at once", () => {
    assert.deepStrictEqual(levels([69, 99]), ["normal"])
    assert.deepStrictEqual(levels([70, 0]), ["elevated"])
    assert.deepStrictEqual(levels([0, 100]), ["elevated"])
    assert.deepStrictEqual(levels([85, 100]), ["high"])
    assert.deepStrictEqual(levels([10, 5000]), ["critical"])
    assert.deepStrictEqual(levels([95, 0]), ["critical"])
  })

  it("falls a level at a time, when the load has been well below for a while", () => {
    const calm = repeated(calmLooks, [0, 0] as const)
    assert.deepStrictEqual(levels([95, 0], ...calm, ...calm, ...calm), [
      "critical",
      ...repeated(calmLooks - 1, "critical"),
      "high",
      ...repeated(calmLooks - 1, "high"),
      "elevated",
      ...repeated(calmLooks - 1, "elevated"),
      "normal"
    ])
  })

  it("does not waver with a load that wavers around a step", () => {
    const wavering = repeated(50, [
      [81, 0],
      [74, 0]
    ] as const).flat()
    assert.deepStrictEqual([...new Set(levels(...wavering))], ["high"])
    const interrupted = repeated(10, [...repeated(calmLooks - 1, [0, 0] as const), [80, 0] as const]).flat()
    assert.deepStrictEqual([...new Set(levels([80, 0], ...interrupted))], ["high"])
  })

  it("is shown as its height above normal", () => {
    assert.deepStrictEqual(PressureLevel.literals.map(heightOf), [0, 1, 2, 3])
  })

  it.prop(
    "is never below what the latest look found, and ends where the load stays",
    [FastCheck.array(FastCheck.tuple(FastCheck.nat(120), FastCheck.nat(3000)), { minLength: 1 })],
    ([loads]) => {
      const found = levels(...loads)
      for (const [index, load] of loads.entries()) {
        const [alone] = levels(load)
        assert.isTrue(isAtLeast(found[index] ?? "normal", alone ?? "normal"))
      }
      assert.strictEqual(levels(...loads, ...repeated(3 * calmLooks, [0, 0] as const)).at(-1), "normal")
    }
  )
})
