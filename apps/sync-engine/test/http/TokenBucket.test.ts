import { assert, describe, it } from "@effect/vitest"
import { Headers } from "@effect/platform"
import { FastCheck as fc, Option } from "effect"
import { clientAddress } from "../../src/http/ClientAddress.ts"
import { take, type TokenBucket } from "../../src/http/TokenBucket.ts"

describe("take", () => {
  const size = { perSecond: 2, burst: 3 }

  it("gives a burst, then says how long to wait, and fills up again", () => {
    let bucket: TokenBucket | undefined
    const waits = [0, 0, 0, 0, 400, 1_000, 60_000].map((now) => {
      const taken = take(bucket, now, size)
      bucket = taken.bucket
      return taken.waitSeconds
    })
    assert.deepStrictEqual(waits, [0, 0, 0, 1, 1, 0, 0])
    assert.strictEqual(bucket?.tokens, 2)
  })

  it("never gives more than the burst and what has flowed in since", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_000)), (steps) => {
        let [bucket, now, given]: [TokenBucket | undefined, number, number] = [undefined, 0, 0]
        for (const step of steps) {
          now += step
          const taken = take(bucket, now, size)
          bucket = taken.bucket
          if (taken.waitSeconds === 0) given += 1
        }
        assert.isAtMost(given, size.burst + (now / 1_000) * size.perSecond + 1e-6)
      })
    )
  })

  it("takes a clock that was set back for no time at all", () => {
    assert.deepStrictEqual(take({ tokens: 0, at: 1_000 }, 0, size), {
      bucket: { tokens: 0, at: 0 },
      waitSeconds: 1
    })
  })
})

describe("clientAddress", () => {
  it.each([
    ["192.0.2.1", undefined, 0, "192.0.2.1"],
    ["::ffff:192.0.2.1", undefined, 0, "192.0.2.1"],
    ["192.0.2.1", "198.51.100.7", 0, "192.0.2.1"],
    ["192.0.2.1", "198.51.100.7", 1, "198.51.100.7"],
    ["192.0.2.1", "203.0.113.9, 198.51.100.7", 1, "198.51.100.7"],
    ["192.0.2.1", "203.0.113.9, 198.51.100.7", 2, "203.0.113.9"],
    ["192.0.2.1", undefined, 1, "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", undefined, 0, "2001:db8:1:2"],
    ["2001:db8::1", undefined, 0, "2001:db8:0:0"],
    ["::1", undefined, 0, "0:0:0:0"]
  ])("of %s, forwarded for %s, behind %i proxies is %s", (remote, forwarded, proxies, expected) => {
    const headers = Headers.fromInput(forwarded === undefined ? {} : { "x-forwarded-for": forwarded })
    assert.strictEqual(clientAddress({ headers, remoteAddress: Option.some(remote) }, proxies), expected)
  })
})
