import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { PressureLevel } from "@openfaith/sync-api"
import { Effect, Layer, Metric } from "effect"
import * as Gauges from "../../src/telemetry/Gauges.ts"
import { prometheusText } from "../../src/telemetry/Prometheus.ts"
import { read } from "../support/Repository.ts"
import { layerStoresOfOwn } from "../support/Stores.ts"

const shown = Effect.zipRight(Layer.build(Gauges.layer), Effect.map(Metric.snapshot, prometheusText))

describe("Gauges", () => {
  it.scoped("counts a node as sick that is silent, and one that the others do not reach", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* sql`
        insert into cluster.cluster_runners (address, runner, healthy, last_heartbeat) values
          ('10.0.0.1:34431', '{}', true, localtimestamp),
          ('10.0.0.2:34431', '{}', true, localtimestamp - interval '20 seconds'),
          ('10.0.0.3:34431', '{}', false, localtimestamp)`
      const text = yield* shown
      assert.include(text, 'sync_nodes{sync_state="healthy"} 1\n')
      assert.include(text, 'sync_nodes{sync_state="sick"} 2\n')
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("shows every level of pressure before it was reached", () =>
    Effect.gen(function* () {
      const text = yield* shown
      for (const level of PressureLevel.literals)
        assert.include(text, `sync_pressure_changes_total{sync_pressure_level="${level}"} `)
      assert.match(text, /^sync_pressure_level \d$/m)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )

  it.scoped("shows nothing that the runbook does not explain", () =>
    Effect.gen(function* () {
      const runbook = read("docs/runbook.md")
      const names = [...(yield* shown).matchAll(/^# TYPE (sync_\S+)/gm)].map(([, name = ""]) => name)
      assert.isNotEmpty(names)
      for (const name of names) assert.include(runbook, `\`${name}\``)
    }).pipe(Effect.provide(layerStoresOfOwn))
  )
})
