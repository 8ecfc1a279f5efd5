import { assert, describe } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { endToEnd } from "./EndToEnd.ts"
import { assertEqual, makeScenario, type Scenario } from "./Scenario.ts"

const simulator = { people: 300, "rate-limit": 0 }

interface WebhooksReport {
  readonly pending: number
  readonly delivered: number
  readonly duplicated: number
  readonly forged: number
  readonly forgedAccepted: number
  readonly failed: number
  readonly answerMs: { readonly p99: number }
}

const admin = ({ stack }: Scenario) => stack.simulator.admin

const patiently = Schedule.intersect(Schedule.spaced("200 millis"), Schedule.recurs(600))

const untilSubscribed = ({ query }: Scenario) =>
  query<{ count: number }>(
    "select count(*)::int as count from sync.webhook_subscriptions where active and last_error is null"
  ).pipe(
    Effect.filterOrFail(([row]) => (row?.count ?? 0) >= 10),
    Effect.retry(patiently)
  )

const untilWorkedOff = ({ query }: Scenario) =>
  query<{ count: number }>("select count(*)::int as count from sync.inbox where processed_at is null").pipe(
    Effect.filterOrFail(([row]) => row?.count === 0),
    Effect.retry(patiently)
  )

const flush = (scenario: Scenario) =>
  Effect.map(
    admin(scenario).call("POST", "/_sim/webhooks/flush", { timeoutMs: 120_000 }),
    (report) => report as WebhooksReport
  )

describe("webhooks", () => {
  endToEnd("bring each change without a sync, merges and deletions included", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 2, simulator, webhooks: true })
      const { compare, query, sync } = scenario
      yield* untilSubscribed(scenario)
      yield* sync("full")
      yield* admin(scenario).call("POST", "/_sim/webhooks", { shuffleMs: 500, duplicates: 0.3 })
      const people = yield* admin(scenario).truth("Person")
      const id = (index: number) => people[index]?.id ?? ""
      yield* admin(scenario).call("PATCH", `/_sim/records/Person/${id(1)}`, { nickname: "Changed" })
      yield* admin(scenario).call("DELETE", `/_sim/records/Person/${id(2)}`)
      yield* admin(scenario).call("POST", `/_sim/people/${id(3)}/merge-into/${id(4)}`)
      yield* admin(scenario).call("POST", "/_sim/records/Person", { first_name: "New", last_name: "Here" })
      yield* admin(scenario).call("POST", "/_sim/records/Email", {
        person_id: id(5),
        address: "told@example.org",
        location: "Home"
      })
      yield* flush(scenario)
      yield* untilWorkedOff(scenario)
      // No event tells of a household whose members went: a reconciliation does.
      const comparisons = yield* compare
      assertEqual(comparisons.filter(({ entity }) => entity !== "Household"))
      const [merged] = yield* query<{ kept: string }>(
        `select k.external_id as kept from canonical.people p join canonical.people k on k.id = p.merged_into_id
         where p.external_id = $1 and p.deleted_at is not null`,
        [id(3)]
      )
      assert.strictEqual(merged?.kept, id(4))
      yield* sync("reconciliation")
      assertEqual(yield* compare)
    })
  )

  endToEnd("are acknowledged fast under load; each counts once, forged ones not at all", () =>
    Effect.gen(function* () {
      const scenario = yield* makeScenario({ nodes: 2, simulator, webhooks: true })
      const { compare, query, sync } = scenario
      yield* untilSubscribed(scenario)
      yield* sync("full")
      yield* admin(scenario).call("POST", "/_sim/webhooks/load", {
        count: 5000,
        perSecond: 200,
        duplicates: 0.2,
        forged: 0.05,
        shuffleMs: 2000
      })
      const report = yield* flush(scenario)
      assert.strictEqual(report.failed, 0)
      assert.strictEqual(report.forgedAccepted, 0)
      yield* untilWorkedOff(scenario)
      const [inbox] = yield* query<{ rows: number; events: number; processed: number }>(
        `select count(*)::int as rows, count(distinct event_id)::int as events,
           count(*) filter (where outcome = 'processed')::int as processed from sync.inbox`
      )
      assert.strictEqual(inbox?.rows, report.delivered)
      assert.strictEqual(inbox?.events, inbox?.rows)
      assert.strictEqual(inbox?.processed, inbox?.rows)
      assertEqual(yield* compare)
      yield* Effect.logInfo("acknowledged").pipe(Effect.annotateLogs({ ...report.answerMs }))
    })
  )
})
