import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { findAccount } from "../../src/internal/ServerAccount.ts"

const passwd = "root:x:0:0::/root:/bin/sh\ndaemon:x:1:2::/:/bin/false\nnobody:x:65534:65533::/:/bin/false\n"

describe("findAccount", () => {
  it("takes the first of the names that exists", () => {
    assert.deepStrictEqual(findAccount(passwd, ["nobody", "daemon"]), Option.some({ uid: 65534, gid: 65533 }))
    assert.deepStrictEqual(findAccount(passwd, ["postgres", "daemon"]), Option.some({ uid: 1, gid: 2 }))
  })

  it("never takes root, under whatever name", () => {
    assert.deepStrictEqual(findAccount("nobody:x:0:0::/:/bin/sh", ["nobody", "root"]), Option.none())
  })

  it("finds nothing in an empty file", () => {
    assert.deepStrictEqual(findAccount("", ["nobody"]), Option.none())
  })
})
