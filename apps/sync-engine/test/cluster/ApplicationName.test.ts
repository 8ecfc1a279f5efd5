import { assert, describe, it } from "@effect/vitest"
import { applicationName, sessionOf } from "../../src/cluster/ApplicationName.ts"

const session = (address: string, shards: number) => ({
  applicationName: applicationName("0.1.0", address),
  shards
})

describe("the name of a node's connections", () => {
  const long = `${"node-of-a-cluster-with-a-long-name.".repeat(3)}internal:34431`
  const sessions = [session("10.0.0.1:34431", 100), session("10.0.0.11:34431", 200), session(long, 7)]

  it.each([
    ["10.0.0.1:34431", 100],
    ["10.0.0.11:34431", 200],
    [long, 7],
    ["10.0.0.12:34431", undefined]
  ])("tells what %s holds", (address, shards) => {
    assert.strictEqual(sessionOf(address, sessions)?.session.shards, shards)
  })

  it("tells the version, and fits into what PostgreSQL keeps", () => {
    assert.strictEqual(sessionOf("10.0.0.1:34431", sessions)?.version, "0.1.0")
    assert.isAtMost(applicationName("0.1.0", long).length, 63)
  })
})
