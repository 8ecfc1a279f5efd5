import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, TestClock } from "effect"
import * as RequestBudget from "../../src/connection/RequestBudget.ts"
import { BudgetStore } from "../../src/stores/BudgetStore.ts"
import { connect } from "../support/Connections.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const saved = (connectionId: string) =>
  Effect.flatMap(BudgetStore, (budgets) => Effect.map(budgets.load(connectionId), Option.getOrThrow))

/** Makes the saved budget look as if it had been saved this long ago. */
const age = (seconds: number) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`update sync.budgets set saved_at = saved_at - make_interval(secs => ${seconds})`
  )

/** A budget of 100 in 20 s, of which 3 were spent at the beginning of time and 2 are leased. */
const budget = RequestBudget.grant(
  RequestBudget.settle(RequestBudget.make(100, 20), 0, {
    leaseId: "gone",
    answeredAgoMillis: [0, 0, 0],
    unused: 0
  }),
  0,
  "lease",
  2
)[1]

describe("BudgetStore", () => {
  it.scoped("knows nothing of a connection that never spent", () =>
    Effect.gen(function* () {
      const budgets = yield* BudgetStore
      const { connectionId } = yield* connect("grace")
      assert.isTrue(Option.isNone(yield* budgets.load(connectionId)))
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("hands what was spent to the next owner, whatever that one's own clock says", () =>
    Effect.gen(function* () {
      const budgets = yield* BudgetStore
      const { connectionId } = yield* connect("grace")
      yield* budgets.save(connectionId, budget)
      // the next owner's clock is a year ahead; only the database's clock counts
      yield* TestClock.adjust("365 days")
      const restored = yield* saved(connectionId)
      assert.deepInclude(restored, { limit: 100, periodMillis: 20_000 })
      const now = 365 * 24 * 3_600_000
      assert.strictEqual(RequestBudget.spent(restored, now), 5)
      for (const { freeAt } of restored.slots) {
        assert.isAbove(freeAt, now)
        assert.isAtMost(freeAt, now + 25_100)
      }
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("frees slots as the database's time goes by", () =>
    Effect.gen(function* () {
      const budgets = yield* BudgetStore
      const { connectionId } = yield* connect("grace")
      yield* budgets.save(connectionId, budget)
      yield* age(21)
      // the three answers are a period old, the two leased permits may have been used up to 5 s later
      assert.strictEqual(RequestBudget.spent(yield* saved(connectionId), 0), 2)
      yield* age(10)
      assert.strictEqual(RequestBudget.spent(yield* saved(connectionId), 0), 0)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("keeps one budget a connection, the last one saved", () =>
    Effect.gen(function* () {
      const budgets = yield* BudgetStore
      const sql = yield* SqlClient.SqlClient
      const [grace, hope] = [yield* connect("grace"), yield* connect("hope")]
      yield* budgets.save(grace.connectionId, budget)
      yield* budgets.save(hope.connectionId, RequestBudget.make(7, 60))
      yield* budgets.save(grace.connectionId, RequestBudget.make(50, 10))
      assert.deepInclude(yield* saved(grace.connectionId), { limit: 50, periodMillis: 10_000, slots: [] })
      assert.deepInclude(yield* saved(hope.connectionId), { limit: 7, periodMillis: 60_000 })
      assert.strictEqual((yield* sql`select 1 from sync.budgets`).length, 2)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
