import { assert, describe, it } from "@effect/vitest"
import * as UpstreamBreaker from "../../src/connection/UpstreamBreaker.ts"

const failed = (count: number) => ({ answered: 0, failed: count })
const after = (...news: ReadonlyArray<UpstreamBreaker.TransportNews>) =>
  news.reduce(UpstreamBreaker.tell, UpstreamBreaker.closed)

describe("UpstreamBreaker", () => {
  const cases: ReadonlyArray<readonly [string, UpstreamBreaker.UpstreamBreaker, boolean]> = [
    ["lets requests pass at first", UpstreamBreaker.closed, false],
    ["bears four failures in a row", after(failed(3), failed(1)), false],
    ["opens at the fifth, whoever tells of it", after(failed(3), failed(2)), true],
    ["begins to count anew after an answer", after(failed(4), { answered: 1, failed: 0 }, failed(4)), false],
    ["counts what failed after the last answer", after(failed(4), { answered: 9, failed: 5 }), true],
    ["does not close for an answer of before", after(failed(5), { answered: 7, failed: 0 }), true]
  ]
  it.each(cases)("%s", (_, breaker, isOpen) => {
    assert.strictEqual(breaker._tag === "Open", isOpen)
  })

  it("closes after two probes in a row that are answered", () => {
    const { open, probed } = UpstreamBreaker
    assert.strictEqual(probed(open, true)._tag, "Open")
    assert.strictEqual(probed(probed(open, true), true)._tag, "Closed")
    assert.strictEqual(probed(probed(probed(open, true), false), true)._tag, "Open")
  })
})
