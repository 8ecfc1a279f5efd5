import { FileSystem, Path } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe } from "@effect/vitest"
import { Effect, Schedule, Schema } from "effect"
import { randomBytes } from "node:crypto"
import { httpReceiver } from "../support/AlertReceivers.ts"
import { endToEnd } from "./EndToEnd.ts"
import { makeScenario, orgId, untilFinished } from "./Scenario.ts"

const Span = Schema.Struct({
  traceId: Schema.String,
  spanId: Schema.String,
  parentSpanId: Schema.optional(Schema.String),
  name: Schema.String,
  attributes: Schema.Array(
    Schema.Struct({
      key: Schema.String,
      value: Schema.Struct({ stringValue: Schema.optional(Schema.String) })
    })
  )
})
type Span = typeof Span.Type

const Traces = Schema.parseJson(
  Schema.Struct({
    resourceSpans: Schema.Array(
      Schema.Struct({ scopeSpans: Schema.Array(Schema.Struct({ spans: Schema.Array(Span) })) })
    )
  })
)

const spansOf = (bodies: ReadonlyArray<string>): ReadonlyArray<Span> =>
  bodies.flatMap((body) =>
    Schema.decodeSync(Traces)(body).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) => spans)
    )
  )

/** The names of a span and of those above it, the outermost first. */
const pathOf = (span: Span, all: ReadonlyMap<string, Span>): ReadonlyArray<string> => {
  const parent = all.get(span.parentSpanId ?? "")
  return parent === undefined ? [span.name] : [...pathOf(parent, all), span.name]
}

const attributeOf = ({ attributes }: Span, name: string) =>
  attributes.find(({ key }) => key === name)?.value.stringValue

const ownMetric = /\b(?:sync|http|nodejs|v8js|process|effect_cluster)_[a-z0-9_]+/g

/** Names of metrics in the queries of a file in docs/grafana. */
const metricsIn = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = yield* path.fromFileUrl(new URL("../../../../docs/grafana/", import.meta.url))
  const text = yield* fs.readFileString(path.join(folder, file))
  const queries = [...text.matchAll(/"?expr"?: *(?:>-\s+)?(.+)/g)].map(([, query]) => query ?? "")
  // Labels are written as metrics are; what stands in braces or after `by` is none.
  return queries.map((query) =>
    [...query.replaceAll(/\{[^}]*\}|\b(?:by|on|without) *\([^)]*\)/g, "").matchAll(ownMetric)].map(
      ([name]) => name
    )
  )
}, Effect.provide(NodeContext.layer))

describe("a node that tells of itself", () => {
  endToEnd("sends the traces of a run, shows the metrics that the dashboard asks for, and sends alerts", () =>
    Effect.gen(function* () {
      const people = yield* httpReceiver
      const scenario = yield* makeScenario({
        nodes: 2,
        simulator: { people: 120, "rate-limit": 0 },
        environment: {
          ALERT_WEBHOOK_URL: people.url,
          ALERT_WEBHOOK_SECRET: randomBytes(32).toString("base64")
        }
      })
      const { client, exported, query, stack, startFull } = scenario
      yield* query(`
        insert into sync.alerts (org_id, connection_id, kind, subject, severity, message)
        select org_id, connection_id, 'staleness', 'Person', 'warning', 'Person is old' from sync.connections`)
      const { runId } = yield* untilFinished(client, yield* startFull)

      const traces = Effect.sync(() =>
        spansOf(exported.filter(({ path }) => path === "/v1/traces").map(({ body }) => body))
      )
      // Each node sends on its own clock, traces and metrics apart: a span may arrive before the one above it.
      const finished = yield* traces.pipe(
        Effect.filterOrFail((spans) => {
          const all = new Map(spans.map((span) => [span.spanId, span]))
          const windows = spans.filter(({ name }) => name === "SyncPages")
          const areWhole = windows.every((span) => pathOf(span, all).includes("SyncOrganization.execute"))
          return areWhole && spans.some(({ name }) => name === "FinishRun")
        }),
        Effect.retry(Schedule.spaced("200 millis"))
      )
      yield* Effect.sync(() => exported.some(({ path }) => path === "/v1/metrics")).pipe(
        Effect.filterOrFail((isThere) => isThere),
        Effect.retry(Schedule.spaced("200 millis"))
      )
      const all = new Map(finished.map((span) => [span.spanId, span]))
      const inPages = finished.filter(
        (span) =>
          span.name === "http.client GET" ||
          (span.name === "sql.execute" && pathOf(span, all).includes("Page.write"))
      )
      assert.sameMembers([...new Set(inPages.map(({ name }) => name))], ["http.client GET", "sql.execute"])
      for (const span of inPages.filter((span) => pathOf(span, all).includes("SyncPages"))) {
        const path = pathOf(span, all)
        const outline = path.filter((name) =>
          ["SyncOrganization.execute", "SyncEntity.execute", "SyncPages", "Page.read", "Page.write"].includes(
            name
          )
        )
        assert.deepStrictEqual(outline, [
          "SyncOrganization.execute",
          "SyncEntity.execute",
          "SyncPages",
          span.name === "sql.execute" ? "Page.write" : "Page.read"
        ])
        assert.strictEqual(attributeOf(span, "sync.run.id"), runId)
        assert.strictEqual(attributeOf(span, "sync.org.id"), orgId)
        assert.isString(attributeOf(span, "sync.entity"))
      }
      // the engine's own polling is not sent
      assert.isFalse(
        finished.some(({ name, parentSpanId }) => name === "sql.execute" && parentSpanId === undefined)
      )

      const shown = yield* Effect.forEach(stack.nodes, ({ url }) =>
        Effect.promise(() => fetch(`${url}/metrics`).then((response) => response.text()))
      )
      for (const text of shown) assert.notInclude(text, orgId)
      for (const file of ["dashboard.json", "alerts.yml"]) {
        const queries = yield* metricsIn(file)
        assert.isNotEmpty(queries)
        for (const names of queries) {
          assert.isNotEmpty(names, file)
          for (const name of names)
            for (const text of shown)
              assert.match(text, new RegExp(`^${name}(\\{| )`, "m"), `${name} of ${file}`)
        }
      }

      yield* Effect.sync(() => people.received.length).pipe(
        Effect.filterOrFail((count) => count > 0),
        Effect.retry(Schedule.spaced("200 millis"))
      )
      assert.include(people.received[0]?.body, "Person is old")
    })
  )
})
