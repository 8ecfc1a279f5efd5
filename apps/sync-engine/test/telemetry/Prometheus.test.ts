import { assert, describe, it } from "@effect/vitest"
import { Effect, Metric, MetricBoundaries, Tracer } from "effect"
import { prometheusText } from "../../src/telemetry/Prometheus.ts"
import { sampledTracer } from "../../src/telemetry/SampledTracer.ts"

/** The text of the metrics whose names begin like this; the registry is shared by the whole process. */
const textOf = (prefix: string) =>
  Effect.map(Metric.snapshot, (all) =>
    prometheusText(all.filter(({ metricKey }) => metricKey.name.startsWith(prefix)))
  )

describe("prometheusText", () => {
  it.effect("writes names, units, labels and values as Prometheus reads them", () =>
    Effect.gen(function* () {
      const written = Metric.counter("prom.pages", { description: "Pages\nread", incremental: true }).pipe(
        Metric.tagged("unit", "{page}")
      )
      yield* Metric.update(Metric.tagged(written, "sync.entity", "Person"), 2)
      yield* Metric.update(Metric.tagged(written, "sync.entity", 'a "b"\\\n'), 1)
      const memory = Metric.gauge("prom.memory").pipe(Metric.tagged("unit", "By"))
      yield* Metric.set(memory, 12.5)
      const upAndDown = Metric.counter("prom.active")
      yield* Metric.update(upAndDown, 3)
      assert.strictEqual(
        yield* textOf("prom."),
        `# HELP prom_pages_total Pages read
# TYPE prom_pages_total counter
prom_pages_total{sync_entity="Person"} 2
prom_pages_total{sync_entity="a \\"b\\"\\\\\\n"} 1
# TYPE prom_memory_bytes gauge
prom_memory_bytes 12.5
# TYPE prom_active gauge
prom_active 3
`
      )
    })
  )

  it.effect("counts what fits into each bucket", () =>
    Effect.gen(function* () {
      const waits = Metric.histogram("hist.wait", MetricBoundaries.fromIterable([0.1, 1])).pipe(
        Metric.tagged("unit", "s")
      )
      for (const value of [0.05, 0.5, 0.5, 7]) yield* Metric.update(waits, value)
      assert.strictEqual(
        yield* textOf("hist."),
        `# TYPE hist_wait_seconds histogram
hist_wait_seconds_bucket{le="0.1"} 1
hist_wait_seconds_bucket{le="1"} 3
hist_wait_seconds_bucket{le="+Inf"} 4
hist_wait_seconds_sum 8.05
hist_wait_seconds_count 4
`
      )
    })
  )
})

describe("sampledTracer", () => {
  it.effect("sends a share of the traces, each whole or not at all, and none of mere polling", () =>
    Effect.gen(function* () {
      const local = yield* Effect.tracer
      const sent: Array<string> = []
      const exporting = Tracer.make({
        span: (name, ...rest) => {
          sent.push(name)
          return local.span(name, ...rest)
        },
        context: (run) => run()
      })
      const luck = [0.9, 0.2]
      const tracer = sampledTracer({ exporting, local, share: 0.5, random: () => luck.shift() ?? 0 })
      const below = Effect.withSpan(Effect.withSpan(Effect.void, "sql.execute"), "page")
      const remote = (sampled: boolean) => Tracer.externalSpan({ traceId: "1", spanId: "2", sampled })
      yield* Effect.gen(function* () {
        yield* Effect.withSpan(below, "unlucky")
        assert.deepStrictEqual(sent, [])
        yield* Effect.withSpan(below, "lucky")
        assert.deepStrictEqual(sent, ["lucky", "page", "sql.execute"])
        yield* Effect.withSpan(Effect.void, "sql.execute")
        yield* Effect.withSpan(Effect.void, "elsewhere unlucky", { parent: remote(false) })
        yield* Effect.withSpan(Effect.void, "elsewhere lucky", { parent: remote(true) })
        assert.deepStrictEqual(sent.slice(3), ["elsewhere lucky"])
      }).pipe(Effect.withTracer(tracer))
    })
  )
})
