import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { RetentionStore } from "../../src/stores/RetentionStore.ts"
import { connect } from "../support/Connections.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const retention = { ledgerDays: 30, runDays: 400, workflowHours: 72 }

describe("RetentionStore", () => {
  it.scoped("keeps a year of deltas small, and what is alive or newest whole", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const store = yield* RetentionStore
      const { connectionId } = yield* connect("grace")
      // Two years of a delta every four hours, and one that runs now.
      yield* sql`
        insert into sync.runs (run_id, org_id, connection_id, adapter, mode, effective_mode, trigger, status, created_at, started_at, finished_at)
        select gen_random_uuid(), 'grace', ${connectionId}, 'pco', 'delta', case when n = 4380 then 'full' else 'delta' end,
          'schedule', 'succeeded', at, at, at
        from generate_series(1, 4380) n, lateral (select now() - n * interval '4 hours' as at) t`
      yield* sql`
        insert into sync.runs (run_id, org_id, connection_id, adapter, mode, effective_mode, trigger, status)
        values (gen_random_uuid(), 'grace', ${connectionId}, 'pco', 'delta', 'delta', 'schedule', 'running')`
      yield* sql`
        insert into sync.streams (run_id, org_id, entity, wave, status)
        select run_id, org_id, 'Person', 0, 'succeeded' from sync.runs`
      yield* sql`
        insert into sync.pages (
          run_id, entity, page, epoch, request, ids, inserted, updated, unchanged, dead_lettered, bytes, fetched_at, fetch_millis
        )
        select run_id, 'Person', 0, 1, '{}', '{}', 0, 0, 0, 0, 0, now(), 0 from sync.runs`
      yield* sql`
        insert into sync.inbox (connection_id, org_id, event_id, source, event_name, entity, external_id, action, processed_at, outcome)
        select ${connectionId}, 'grace', gen_random_uuid(), 'webhook', 'updated', 'Person', '1', 'updated',
          case when n > 1 then now() - n * interval '1 day' end, case when n > 1 then 'processed' end
        from generate_series(1, 400) n`

      yield* sql`
        insert into sync.held_deletions (
          org_id, connection_id, adapter, entity, run_id, external_ids, records, living, status, decided_at
        )
        select 'grace', ${connectionId}, 'pco', 'Person', run_id, '[]', 0, 1,
          case when mode = 'delta' and started_at < now() - interval '700 days' then 'rejected' else 'superseded' end, started_at
        from sync.runs where started_at is not null`
      yield* sql`
        insert into sync.alerts (org_id, connection_id, kind, subject, severity, message, resolved_at)
        select 'grace', ${connectionId}, 'staleness', run_id::text, 'warning', '', started_at
        from sync.runs where started_at is not null`
      yield* sql`
        insert into sync.dead_letter_audit (dead_letter_id, org_id, adapter, entity, fault, path, message, raw, attempts,
          first_seen_at, reason, discarded_at)
        select row_number() over (), 'grace', 'pco', 'Person', '', '', '', '{}', 5, started_at, '', started_at
        from sync.runs where started_at is not null`
      // Each run left a workflow, a step of it and a wait, with their replies.
      yield* sql`
        insert into cluster.cluster_messages (id, request_id, shard_id, entity_type, entity_id, kind, tag)
        select id, id, 'default:1', case k when 2 then 'Workflow/-/DurableClock' else 'Workflow/SyncOrganization' end, run_id, 0,
          case k when 1 then 'activity' else 'run' end
        from sync.runs, generate_series(0, 2) k, lateral (
          select (((extract(epoch from started_at) * 1000)::bigint - 1735689600000) << 22) + k as id
        ) t where started_at is not null`
      yield* sql`
        insert into cluster.cluster_replies (id, kind, request_id, payload)
        select id, 0, id, '{"_tag":"Success","value":{"_tag":"Complete"}}' from cluster.cluster_messages`

      yield* store
        .prune(retention, 2000)
        .pipe(Effect.repeat({ until: (pruned) => Object.values(pruned).every((rows) => rows === 0) }))

      const [left] = yield* sql<{
        runs: number
        live: number
        full: number
        pages: number
        inbox: number
        pending: number
      }>`
        select (select count(*)::int from sync.runs) as runs,
          (select count(*)::int from sync.runs where status = 'running') as live,
          (select count(*)::int from sync.runs where effective_mode = 'full') as full,
          (select count(*)::int from sync.pages) as pages,
          (select count(*)::int from sync.inbox) as inbox,
          (select count(*)::int from sync.inbox where processed_at is null) as pending`
      assert.deepInclude(left, { live: 1, full: 1, pending: 1 })
      assert.isAtMost(left?.runs ?? 0, 400 * 6 + 2)
      assert.isAtMost(left?.pages ?? 0, 30 * 6 + 2)
      assert.isAtMost(left?.inbox ?? 0, 31)
      const again = yield* store.prune(retention, 500)
      for (const rows of Object.values(again)) assert.strictEqual(rows, 0)
      const tables = yield* sql<{ name: string }>`
        select table_schema || '.' || table_name as name from information_schema.tables
        where table_schema in ('sync', 'cluster') and table_type = 'BASE TABLE'`
      const sixRunsADay = 400 * 6 + 10
      const keptLong = new Set(["sync.runs", "sync.streams", "sync.held_deletions", "sync.dead_letter_audit"])
      for (const { name } of tables) {
        const [table] = yield* sql<{ rows: number }>`select count(*)::int as rows from ${sql(name)}`
        assert.isAtMost(table?.rows ?? 0, keptLong.has(name) ? sixRunsADay : 30 * 6 + 10, name)
      }
      const [word] = yield* sql`select 1 from sync.held_deletions where status = 'rejected'`
      assert.isDefined(word)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("forgets nodes that have been silent for an hour, and none that may come back", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const store = yield* RetentionStore
      yield* sql`
        insert into cluster.cluster_runners (address, runner, healthy, last_heartbeat) values
          ('alive', '{}', true, localtimestamp),
          ('restarting', '{}', false, localtimestamp - interval '50 minutes'),
          ('elsewhere', '{}', true, localtimestamp - interval '61 minutes')`
      const { nodes } = yield* store.prune(retention, 500)
      assert.strictEqual(nodes, 1)
      const left = yield* sql<{
        address: string
      }>`select address from cluster.cluster_runners order by address`
      assert.deepStrictEqual(
        left.map(({ address }) => address),
        ["alive", "restarting"]
      )
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("forgets finished workflows, and none that goes on", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const store = yield* RetentionStore
      const idOf = (hoursAgo: number, sequence: number) =>
        ((BigInt(Date.now()) - 1_735_689_600_000n - BigInt(hoursAgo) * 3_600_000n) << 22n) + BigInt(sequence)
      const workflow = Effect.fnUntraced(function* (
        name: string,
        hoursAgo: number,
        result: string | null,
        sequence: number
      ) {
        const run = idOf(hoursAgo, sequence).toString()
        yield* sql`
          insert into cluster.cluster_messages (id, request_id, shard_id, entity_type, entity_id, kind, tag)
          values (${run}, ${run}, 'default:1', 'Workflow/SyncRecord', ${name}, 0, 'run')`
        if (result !== null) {
          yield* sql`
            insert into cluster.cluster_replies (id, kind, request_id, payload)
            values (${idOf(hoursAgo, sequence + 500).toString()}, 0, ${run}, ${result})`
        }
      })
      yield* workflow("finished", 100, '{"_tag":"Success","value":{"_tag":"Complete"}}', 1)
      yield* workflow("suspended", 100, '{"_tag":"Success","value":{"_tag":"Suspended"}}', 2)
      yield* workflow("running", 100, null, 3)
      yield* workflow("recent", 1, '{"_tag":"Success","value":{"_tag":"Complete"}}', 4)
      const { workflows } = yield* store.prune(retention, 500)
      assert.strictEqual(workflows, 1)
      const left = yield* sql<{
        entityId: string
      }>`select entity_id from cluster.cluster_messages order by entity_id`
      assert.deepStrictEqual(
        left.map(({ entityId }) => entityId),
        ["recent", "running", "suspended"]
      )
      const [replies] = yield* sql<{
        count: number
      }>`select count(*)::int as count from cluster.cluster_replies`
      assert.strictEqual(replies?.count, 2)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
