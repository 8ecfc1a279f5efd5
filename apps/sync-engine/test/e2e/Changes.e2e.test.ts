import { assert, describe } from "@effect/vitest"
import type { Run } from "@openfaith/sync-api"
import { Effect, Schedule } from "effect"
import type { TruthRecord } from "../../src/local/Truth.ts"
import { endToEnd } from "./EndToEnd.ts"
import { assertEqual, makeScenario, type Scenario, streamOf } from "./Scenario.ts"

const simulator = { people: 300, "rate-limit": 0 }

const first = (records: ReadonlyArray<TruthRecord>, index = 0): TruthRecord => {
  const record = records[index]
  assert(record !== undefined)
  return record
}

const admin = ({ stack }: Scenario) => stack.simulator.admin

const edit = (scenario: Scenario, entity: string, id: string, attributes: object, query = "") =>
  admin(scenario).call("PATCH", `/_sim/records/${entity}/${id}${query}`, attributes)

const changed = (run: Run): number =>
  run.streams.reduce((sum, { deleted, inserted, updated }) => sum + deleted + inserted + updated, 0)

const living = ({ query }: Scenario, table: string, externalId: string) =>
  Effect.map(
    query<{ deleted: boolean; mergedIntoId: string | null; version: string }>(
      `select deleted_at is not null as deleted, merged_into_id, version from canonical.${table} where external_id = $1`,
      [externalId]
    ),
    ([row]) => row
  )

describe("a delta", () => {
  endToEnd("reads what changed, ties of a bulk edit included, and nothing where nothing did", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 2, simulator })
      const { compare, sync } = scenario
      const begun = yield* sync("delta")
      assert.strictEqual(begun.effectiveMode, "full", "the first run reads everything")
      assert.strictEqual(begun.status, "succeeded", begun.error)
      assertEqual(yield* compare)

      const idle = yield* sync("delta")
      assert.strictEqual(idle.effectiveMode, "delta")
      assert.strictEqual(idle.status, "succeeded", idle.error)
      assert.strictEqual(changed(idle), 0)
      for (const { entity, requests } of idle.streams) assert.isAtMost(requests, 1, entity)

      const people = yield* admin(scenario).truth("Person")
      const groups = yield* admin(scenario).truth("Group")
      const addresses = yield* admin(scenario).truth("Address")
      for (const index of [3, 7, 200]) {
        yield* edit(scenario, "Person", first(people, index).id, { nickname: `Nick ${index}` })
      }
      yield* edit(scenario, "Address", first(addresses, 5).id, { city: "Springfield" })
      yield* edit(scenario, "Group", first(groups).id, { name: "Renamed" })
      yield* admin(scenario).call("POST", "/_sim/records/Email", {
        person_id: first(people, 9).id,
        address: "new@example.org",
        location: "Home"
      })
      const run = yield* sync("delta")
      assert.strictEqual(run.effectiveMode, "delta")
      assert.strictEqual(run.status, "succeeded", run.error)
      assert.strictEqual(streamOf(run, "Person").updated, 3)
      assert.strictEqual(streamOf(run, "Address").updated, 1)
      assert.strictEqual(streamOf(run, "Group").updated, 1)
      assert.strictEqual(streamOf(run, "Email").inserted, 1)
      assertEqual(yield* compare)

      // More changes in one second than fit on a page.
      yield* admin(scenario).call("POST", "/_sim/clock", { now: new Date().toISOString().slice(0, 19) + "Z" })
      yield* Effect.forEach(people.slice(0, 250), ({ id }) => edit(scenario, "Person", id, { grade: 5 }))
      const bulk = yield* sync("delta")
      assert.strictEqual(bulk.status, "succeeded", bulk.error)
      assert.isAtLeast(streamOf(bulk, "Person").updated, 249)
      assertEqual(yield* compare)
    })
  )

  endToEnd("buries a person of whom a merger tells, though no list of changes misses anybody", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 1, simulator })
      yield* scenario.sync("full")
      const people = yield* admin(scenario).truth("Person")
      const merged = first(people, 12).id
      yield* admin(scenario).call("POST", `/_sim/people/${merged}/merge-into/${first(people, 13).id}`)
      const run = yield* scenario.sync("delta")
      assert.strictEqual(run.status, "succeeded", run.error)
      const tombstone = yield* living(scenario, "people", merged)
      assert.strictEqual(tombstone?.deleted, true)
      assert.isNotNull(tombstone?.mergedIntoId ?? null)
      assertEqual(yield* scenario.compare)
    })
  )
})

describe("a reconciliation", () => {
  endToEnd("finds deletions, merges, restored records and silent changes", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 2, simulator })
      const { compare, query, sync } = scenario
      yield* sync("full")
      const people = yield* admin(scenario).truth("Person")
      const gone = first(people, 11).id
      const merged = first(people, 12).id
      const kept = first(people, 13).id
      yield* admin(scenario).call("DELETE", `/_sim/records/Person/${gone}`)
      yield* admin(scenario).call("POST", `/_sim/people/${merged}/merge-into/${kept}`)
      yield* edit(scenario, "Person", first(people, 20).id, { medical_notes: "Nuts" }, "?touch=false")
      yield* query("update canonical.people set first_name = 'Edited here' where external_id = $1", [
        first(people, 30).id
      ])
      const run = yield* sync("reconciliation")
      assert.strictEqual(run.status, "succeeded", run.error)
      assert.strictEqual(streamOf(run, "Person").deleted, 2)
      assertEqual(yield* compare)
      assert.deepInclude(yield* living(scenario, "people", gone), { deleted: true, mergedIntoId: null })
      const tombstone = yield* living(scenario, "people", merged)
      assert.strictEqual(tombstone?.deleted, true)
      assert.isNotNull(tombstone?.mergedIntoId ?? null)

      yield* admin(scenario).call("POST", `/_sim/records/Person/${gone}/restore`)
      const again = yield* sync("reconciliation")
      assert.strictEqual(again.status, "succeeded", again.error)
      assertEqual(yield* compare)
      assert.deepInclude(yield* living(scenario, "people", gone), { deleted: false })
      assert.strictEqual(changed(yield* sync("reconciliation")), 0)
    })
  )

  endToEnd("does not believe in too many deletions, nor in an empty listing", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 1, simulator })
      const { client, compare, query, sync } = scenario
      const orgId = "grace-church"
      yield* sync("full")
      const people = yield* admin(scenario).truth("Person")
      yield* Effect.forEach(people.slice(0, 60), ({ id }) =>
        admin(scenario).call("DELETE", `/_sim/records/Person/${id}`)
      )
      const run = yield* sync("reconciliation")
      assert.strictEqual(streamOf(run, "Person").deleted, 0)
      const [alive] = yield* query<{ count: number }>(
        "select count(*)::int as count from canonical.people where deleted_at is null"
      )
      assert.strictEqual(alive?.count, people.length)
      const held = yield* client.ListHeldDeletions({ orgId })
      const ofPeople = held.heldDeletions.find(({ entity }) => entity === "Person")
      assert.strictEqual(ofPeople?.records, 60)
      // A delta does not see what is not there any more: it decides nothing.
      yield* edit(scenario, "Person", first(people, people.length - 1).id, { nickname: "Red" })
      yield* sync("delta")
      assert.deepStrictEqual(yield* client.ListHeldDeletions({ orgId }), held)
      yield* client.ApproveHeldDeletion({ orgId, heldDeletionId: ofPeople?.heldDeletionId ?? "" })
      yield* Effect.sleep("200 millis")
      yield* query<{ count: number }>(
        "select count(*)::int as count from canonical.people where deleted_at is null"
      ).pipe(
        Effect.filterOrFail(([row]) => row?.count === people.length - 60),
        Effect.retry({ times: 100, schedule: Schedule.spaced("200 millis") })
      )
      yield* sync("reconciliation")
      assertEqual(yield* compare)
    })
  )
})
