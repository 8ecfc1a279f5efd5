import { assert, describe } from "@effect/vitest"
import type { Verification } from "@openfaith/sync-api"
import { Effect } from "effect"
import { budgetUse, forgetBudgets } from "../../src/bench/BudgetUse.ts"
import { groupSizesQuery, leastRequests } from "../../src/bench/LeastRequests.ts"
import { endToEnd } from "./EndToEnd.ts"
import { assertEqual, assertLedgerWhole, makeScenario, orgId, streamOf, untilFinished } from "./Scenario.ts"

describe("a full sync on two nodes", () => {
  endToEnd("equals the source, and a second one writes nothing", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 2, simulator: { people: 800, "rate-limit": 0 } })
      const { client, compare, query, stack, startFull } = scenario
      const first = yield* untilFinished(client, yield* startFull)
      assert.strictEqual(first.status, "succeeded")
      assertEqual(yield* compare)
      yield* assertLedgerWhole(scenario, first)
      const source = yield* stack.simulator.admin.counts
      for (const { entity, inserted, read } of first.streams)
        assert.deepStrictEqual([read, inserted], [source[entity], source[entity]])

      const versions = () =>
        query<{ version: string; syncedAt: Date }>(
          "select max(version)::text as version, max(synced_at) as synced_at from canonical.people"
        )
      const before = yield* versions()
      const second = yield* untilFinished(client, yield* startFull)
      assert.strictEqual(second.status, "succeeded")
      assert.notStrictEqual(second.runId, first.runId)
      for (const { deleted, entity, inserted, unchanged, updated } of second.streams) {
        assert.deepStrictEqual(
          { entity, inserted, updated, deleted, unchanged },
          {
            entity,
            inserted: 0,
            updated: 0,
            deleted: 0,
            unchanged: source[entity] ?? 0
          }
        )
      }
      assert.deepStrictEqual(yield* versions(), before)
      // Streams know nothing of the run that waits for them, or they could hold up a node for ever.
      assert.deepStrictEqual(yield* query("select 1 from cluster.cluster_messages where tag = 'resume'"), [])
      // Lists of one page that hang on no other have no worker of their own.
      const workers = yield* query<{ entity: string }>(
        "select distinct payload::json ->> 'entity' as entity from cluster.cluster_messages where entity_type = 'Workflow/SyncEntity' and tag = 'run'"
      )
      assert.sameMembers(
        workers.map(({ entity }) => entity),
        first.streams.filter(({ carrier, wave }) => carrier === null && wave > 0).map(({ entity }) => entity)
      )

      const differences = (found: Verification) =>
        found.entities.flatMap(({ different, entity, goneThere, missingHere }) =>
          Object.entries({ different, goneThere, missingHere }).flatMap(([kind, { externalIds }]) =>
            externalIds.map((id) => `${entity} ${id} ${kind}`)
          )
        )
      const verify = (budget: number) => client.Verify({ orgId, adapter: "pco", budget })
      const whole = yield* verify(2_000)
      assert.deepStrictEqual([differences(whole), whole.complete, whole.error], [[], true, null])
      for (const { compared, entity, rows } of whole.entities)
        assert.deepStrictEqual([rows, compared], [source[entity], source[entity]], entity)
      const part = yield* verify(20)
      assert.isAtMost(part.requests, 20)
      assert.isFalse(part.complete)
      assert.deepStrictEqual(differences(part), [])
      assert.deepStrictEqual(yield* versions(), before)

      const leastId = (table: string) =>
        Effect.map(
          query<{ id: string }>(`select min(external_id) as id from canonical.${table}`),
          ([row]) => row?.id ?? ""
        )
      const [person, email, membership] = yield* Effect.all([
        leastId("people"),
        leastId("emails"),
        leastId("group_memberships")
      ])
      yield* query("update canonical.people set nickname = 'edited' where external_id = $1", [person])
      yield* query("update canonical.emails set deleted_at = now() where external_id = $1", [email])
      yield* query("update canonical.group_memberships set external_id = 'nowhere' where external_id = $1", [
        membership
      ])
      assert.sameMembers(differences(yield* verify(2_000)), [
        `Person ${person} different`,
        `Email ${email} missingHere`,
        // its row is under another name now
        `GroupMembership ${membership} missingHere`,
        "GroupMembership nowhere goneThere"
      ])
    })
  )

  endToEnd("sets aside exactly the records that are broken", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 2, simulator: { people: 600, "rate-limit": 0 } })
      const { client, query, stack, startFull } = scenario
      const everywhere = (yield* stack.simulator.admin.call("POST", "/_sim/corrupt", {
        fraction: 0.05,
        seed: 7
      })) as ReadonlyArray<{
        readonly entity: string
        readonly id: string
        readonly kind: string
      }>
      // Attendance is not read, as the run does not name it.
      const damaged = everywhere.filter(({ entity }) => entity !== "Attendance")
      assert.isAbove(damaged.length, 50)
      const run = yield* untilFinished(client, yield* startFull)
      assert.strictEqual(run.status, "partial")
      const letters = yield* query<{
        entity: string
        externalId: string | null
        reason: string
        raw: { id?: string }
      }>("select entity, external_id, reason from sync.dead_letters")
      // Broken themselves, or whole but left without the parent that is.
      const nameOf = (entity: string, id: string | null) => `${entity}/${id ?? "without an id"}`
      assert.deepStrictEqual(
        letters.map(({ entity, externalId }) => nameOf(entity, externalId)).sort(),
        damaged.map(({ entity, id, kind }) => nameOf(entity, kind === "no-id" ? null : id)).sort()
      )
      const kinds = new Map(damaged.map(({ entity, id, kind }) => [nameOf(entity, id), kind]))
      for (const { entity, externalId, reason } of letters) {
        const kind = kinds.get(nameOf(entity, externalId))
        // A profile does not name its person: that of somebody without an id points at nobody.
        const isNobodys = entity === "SocialProfile" && kind === "orphaned" && reason === "Undecodable"
        assert.strictEqual(
          reason === "MissingParent" || isNobodys,
          kind === "missing-parent" || kind === "orphaned",
          `${entity}/${externalId}`
        )
      }
      assert.strictEqual(
        run.streams.reduce((sum, { deadLettered }) => sum + deadLettered, 0),
        letters.length
      )

      // Mended at the source, the records heal by themselves.
      yield* stack.simulator.admin.call("DELETE", "/_sim/corrupt")
      const healed = yield* untilFinished(client, yield* startFull)
      assert.strictEqual(healed.status, "succeeded")
      assert.deepStrictEqual(yield* query("select 1 from sync.dead_letters"), [])
      assertEqual(yield* scenario.compare)
    })
  )

  endToEnd(
    "uses the real request budget without ever exceeding it, in few more requests than the least possible",
    () =>
      Effect.gen(function* () {
        const scenario = yield* makeScenario({
          nodes: 2,
          simulator: { people: 1500, "rate-limit": 100, "rate-period": 20, latency: 100 }
        })
        const { client, stack, startFull } = scenario
        const { admin } = stack.simulator
        yield* admin.call("DELETE", "/_sim/requests")
        yield* forgetBudgets(admin)
        const run = yield* untilFinished(client, yield* startFull)
        assert.strictEqual(run.status, "succeeded")
        const { byStatus, total } = yield* admin.requests
        assert.isUndefined(byStatus["429"])

        const groupSizes = yield* scenario.query<{ members: number }>(groupSizesQuery)
        assert.isAtMost(total, leastRequests(yield* admin.counts, groupSizes) * 1.15)

        const { periods, refused } = yield* budgetUse(admin)
        assert.strictEqual(refused, 0)
        // One of the periods may be short for a cold start.
        const used = periods.map(({ share }) => share).toSorted((one, other) => one - other)
        assert.isAtLeast(used[Math.floor(used.length / 2)] ?? 0, 0.95)
        assert.isAbove(streamOf(run, "HouseholdMembership").requests, 200)
      })
  )
})
