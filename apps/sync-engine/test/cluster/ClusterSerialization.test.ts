import { assert, describe, it } from "@effect/vitest"
import { make } from "../../src/cluster/ClusterSerialization.ts"

const bytesOf = (encoded: Uint8Array | string | undefined): Uint8Array =>
  typeof encoded === "string" ? new TextEncoder().encode(encoded) : (encoded ?? new Uint8Array())

describe("ClusterSerialization", () => {
  it("reads what a node of the same cluster wrote, however it is cut", () => {
    const [writer, reader] = [make("grace").unsafeMake(), make("grace").unsafeMake()]
    const messages = [{ _tag: "Ping" }, { _tag: "Request", id: "1", payload: { text: "x".repeat(300) } }]
    const all = Buffer.concat(messages.map((message) => bytesOf(writer.encode(message))))
    const read: Array<unknown> = []
    for (let at = 0; at < all.length; at += 7) read.push(...reader.decode(all.subarray(at, at + 7)))
    assert.deepStrictEqual(read, messages)
  })

  it("refuses what a node of another cluster wrote, or nobody of ours", () => {
    const reader = () => make("grace").unsafeMake()
    const ofHope = bytesOf(make("hope").unsafeMake().encode({ _tag: "Ping" }))
    assert.throws(() => reader().decode(ofHope), /cluster hope/)
    const unnamed = Buffer.from([0x81, 0xa1, 0x61, 0x01])
    assert.throws(() => reader().decode(unnamed), /cluster unknown/)
  })
})
