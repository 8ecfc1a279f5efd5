import { assert, describe, it } from "@effect/vitest"
import { budgetOf } from "../../src/http/Budget.ts"

const headers = (limit?: string, period?: string, count?: string) => ({
  "x-pco-api-request-rate-limit": limit,
  "x-pco-api-request-rate-period": period,
  "x-pco-api-request-rate-count": count
})

describe("budgetOf", () => {
  it.each([
    { told: headers("100", "20", "3"), budget: { limit: 100, periodSeconds: 20, count: 3 } },
    { told: headers("75", "20 seconds", "75"), budget: { limit: 75, periodSeconds: 20, count: 75 } },
    { told: headers("10"), budget: { limit: 10, periodSeconds: 20, count: null } },
    { told: headers("10", "0", "many"), budget: { limit: 10, periodSeconds: 20, count: null } },
    { told: headers("0", "20"), budget: null },
    { told: headers(undefined, "20"), budget: null },
    { told: headers("unlimited"), budget: null }
  ])("reads $told", ({ budget, told }) => {
    assert.deepStrictEqual(budgetOf(told), budget)
  })
})
