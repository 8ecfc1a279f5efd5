import { assert, describe, it } from "@effect/vitest"
import { isReady } from "../../src/internal/Postmaster.ts"

const pidFile = (pid: number, state: string) =>
  `${pid}\n/data\n1700000000\n5432\n\n127.0.0.1\n  1234  0\n${state}\n`

describe("isReady", () => {
  it.each([
    ["its own file, ready", pidFile(42, "ready   "), true],
    ["its own file, still starting", pidFile(42, "starting"), false],
    ["a file left by an earlier server", pidFile(41, "ready   "), false],
    ["a file half written", "42\n/data\n", false],
    ["no file", "", false]
  ])("%s", (_, file, expected) => assert.strictEqual(isReady(file, 42), expected))
})
