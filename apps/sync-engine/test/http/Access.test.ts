import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { permit, scopeOfRoute } from "../../src/http/Access.ts"

describe("permit", () => {
  it.effect.each([
    ["read", null, "read", "grace", "permitted"],
    ["read", null, "operate", "grace", "Scope"],
    ["admin", null, "operate", "grace", "permitted"],
    ["admin", null, "admin", null, "permitted"],
    ["read", ["grace"], "read", "grace", "permitted"],
    ["read", ["grace"], "read", null, "permitted"],
    ["read", ["grace"], "read", "other", "Organization"],
    ["admin", ["grace"], "admin", "grace", "permitted"],
    ["admin", ["grace"], "admin", null, "Organization"],
    ["read", ["grace"], "operate", "other", "Scope"]
  ] as const)("a %s key for %j that asks for %s of %s: %s", ([held, organizations, scope, orgId, verdict]) =>
    permit({ keyId: "key", scope: held, organizations }, { scope, orgId }).pipe(
      Effect.match({ onFailure: ({ reason }): string => reason, onSuccess: () => "permitted" }),
      Effect.map((found) => assert.strictEqual(found, verdict))
    )
  )
})

describe("scopeOfRoute", () => {
  it("is an administrator's where nothing is declared", () => {
    assert.strictEqual(scopeOfRoute("GET", "/v1/orgs/:orgId"), "read")
    assert.strictEqual(scopeOfRoute("POST", "/v1/orgs/:orgId/syncs"), "operate")
    assert.strictEqual(scopeOfRoute("GET", "/v1/undeclared"), "admin")
  })
})
