import { assert, describe, it } from "@effect/vitest"
import { type CpuProfile, framesOf, ownTimes, partOf } from "../../src/bench/publish/CpuProfile.ts"
import { flameGraph } from "../../src/bench/publish/FlameGraph.ts"

const call = (functionName: string, url: string) => ({ functionName, url, lineNumber: 6, columnNumber: 0 })

const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: call("(root)", ""), children: [2, 3, 6, 7] },
    { id: 2, callFrame: call("(idle)", "") },
    { id: 3, callFrame: call("run<A>", "file:///x/node_modules/effect/src/fiber.ts"), children: [4] },
    { id: 4, callFrame: call("run<A>", "file:///x/node_modules/effect/src/fiber.ts"), children: [5] },
    { id: 5, callFrame: call("", "file:///x/node_modules/pg-protocol/src/parser.ts") },
    { id: 6, callFrame: call("(garbage collector)", "") },
    { id: 7, callFrame: call("load", "node:internal/modules/esm/loader"), children: [8] },
    { id: 8, callFrame: call("", "file:///x/apps/sync-engine/src/main.ts") }
  ],
  samples: [2, 3, 4, 5, 5, 6, 7, 8],
  timeDeltas: [1000, 10, 20, 30, 30, 10, 500, 500]
}

describe("framesOf", () => {
  it("leaves out idle time and the loading of modules, and makes one frame of a function that calls itself", () => {
    const root = framesOf(profile)
    assert.strictEqual(root.total, 100)
    assert.deepStrictEqual(
      root.children.map(({ name, own, total }) => [name, own, total]),
      [
        ["run<A> src/fiber.ts", 30, 90],
        ["(garbage collector)", 10, 10]
      ]
    )
    assert.deepStrictEqual(
      ownTimes(root).map(({ name, own }) => [name, own]),
      [
        ["src/parser.ts:7", 60],
        ["run<A> src/fiber.ts", 30],
        ["(garbage collector)", 10],
        ["all", 0]
      ]
    )
  })
})

describe("partOf", () => {
  it("tells by the file, and without one by the caller", () => {
    const cases = [
      ["", "(garbage collector)", "collector"],
      ["node:internal/deps/undici/undici", "fetch", "network"],
      ["node:net", "read", "network"],
      ["node:crypto", "update", "node"],
      ["", "writev", "database"],
      ["file:///x/node_modules/.pnpm/pg@8.23.1/node_modules/pg/lib/client.js", "query", "database"],
      ["file:///x/node_modules/.pnpm/effect@3.22.4/node_modules/effect/src/a.ts", "run", "effect"],
      ["file:///x/packages/pco/src/a.ts", "decode", "engine"]
    ] as const
    for (const [url, name, part] of cases) assert.strictEqual(partOf(call(name, url), "database"), part, url)
  })
})

describe("flameGraph", () => {
  it("draws every frame that can be seen, with its share and its name in full", () => {
    const drawing = flameGraph("Profile", framesOf(profile))
    assert.include(drawing, "<title>src/parser.ts:7: 60.0 %, 60.0 % of it own</title>")
    assert.include(drawing, "<title>run&lt;A&gt; src/fiber.ts: 90.0 %, 30.0 % of it own</title>")
    assert.strictEqual(drawing.match(/<g>/g)?.length, 4)
  })
})
