import { Effect, Metric, MetricBoundaries, MetricKey, type MetricKeyType, MetricLabel } from "effect"

/**
 * What the engine counts and measures. Names, units and attributes are those of OpenTelemetry, with dots: OTLP carries them
 * so, and `/metrics` shows them as Prometheus writes them. No attribute names an organisation, a person or a record.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/
 */
const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const runSeconds = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 21_600, 86_400]

type Attributes = Readonly<Record<string, string>>

/** Something that is counted or measured. */
interface Instrument {
  readonly update: (value: number, attributes?: Attributes) => Effect.Effect<void>
  /** The same at once, where no effect runs. */
  readonly note: (value: number, attributes?: Attributes) => void
  /** Shows it before anything has happened, so that its first change is seen as one. */
  readonly prime: (attributes?: Attributes) => Effect.Effect<void>
}

const instrument = (
  key: MetricKey.MetricKey<MetricKeyType.MetricKeyType<number, unknown>>,
  unit: string
): Instrument => {
  // Made once for each of the few values that attributes have; a metric that is tagged afterwards is looked up at each use.
  const known = new Map<
    string,
    Metric.Metric<MetricKeyType.MetricKeyType<number, unknown>, number, unknown>
  >()
  const tagged = (attributes: Attributes = {}) => {
    const entries = Object.entries(attributes)
    const name = entries.join("\n")
    const found = known.get(name)
    if (found !== undefined) return found
    // The exporters know a metric's unit by this tag.
    const labels = [["unit", unit] as const, ...entries].map(([label, text]) => MetricLabel.make(label, text))
    const made = Metric.fromMetricKey(MetricKey.taggedWithLabels(key, labels))
    known.set(name, made)
    return made
  }
  const note = (value: number, attributes?: Attributes) => tagged(attributes).unsafeUpdate(value, [])
  return {
    update: (value, attributes) => Effect.sync(() => note(value, attributes)),
    note,
    // What is read is registered.
    prime: (attributes) => Effect.asVoid(Metric.value(tagged(attributes)))
  }
}

const counter = (name: string, unit: string, description: string) =>
  instrument(MetricKey.counter(name, { description, incremental: true }), unit)

const gauge = (name: string, unit: string, description: string) =>
  instrument(MetricKey.gauge(name, { description }), unit)

/** Measures seconds. */
const timer = (name: string, boundaries: ReadonlyArray<number>, description: string) =>
  instrument(MetricKey.histogram(name, MetricBoundaries.fromIterable(boundaries), description), "s")

/** A request to a source, by `http.response.status_code`, or by `error.type` when there was no answer. */
export const clientRequest = timer(
  "http.client.request.duration",
  requestSeconds,
  "Requests to sources, by the status of the answer or the kind of error"
)

/** A request that this node answered. */
export const serverRequest = timer(
  "http.server.request.duration",
  requestSeconds,
  "Requests to this node, until their answer began"
)

/** How long a request to a source waited until the budget let it go. */
export const budgetWait = timer(
  "sync.budget.wait.duration",
  requestSeconds,
  "How long requests to sources waited for the request budget"
)

/** A run that ended, by mode and outcome. */
export const runEnded = timer(
  "sync.run.duration",
  runSeconds,
  "Runs that ended, from their start to their end"
)

/** Pages that were read and committed. */
export const pages = counter("sync.pages", "{page}", "Pages that were read and committed, by entity")

/** What became of records: inserted, updated, unchanged, deleted or dead_lettered. */
export const rows = counter("sync.rows", "{row}", "What became of records, by entity and outcome")

/** Counts what became of records of an entity. */
export const countRows = (entity: string, counts: Readonly<Record<string, number>>): Effect.Effect<void> =>
  Effect.forEach(
    Object.entries(counts),
    ([outcome, count]) => rows.update(count, { "sync.entity": entity, "sync.outcome": outcome }),
    { discard: true }
  )

/** Deliveries of webhooks, by the status they were answered with. */
export const deliveries = counter("sync.webhook.deliveries", "{delivery}", "Webhook deliveries, by answer")

/** Statements that are tried again, by SQLSTATE or the socket's error. */
export const databaseRetries = counter(
  "sync.database.retries",
  "{retry}",
  "Database statements that failed for a passing reason and are tried again"
)

/** Whether this node takes the database for down: 1 or 0. */
export const databaseDown = gauge(
  "sync.database.down",
  "{database}",
  "Whether the node's breaker keeps statements from a database that does not answer"
)

/** Changes of this node's pressure, by the level that was reached. */
export const pressureChanges = counter(
  "sync.pressure.changes",
  "{change}",
  "Changes of the node's pressure, by the level that was reached"
)
/** How hard pressed this node is. */
export const pressureLevel = gauge(
  "sync.pressure.level",
  "{level}",
  "How hard pressed the node is: 0 normal, 1 elevated, 2 high, 3 critical"
)

/** Messages to alert channels, by channel and outcome. */
export const alertMessages = counter("sync.alert.messages", "{message}", "Messages to alert channels")

/** What is in the database, the same on every node of a cluster. */
export const runsAlive = gauge("sync.runs.alive", "{run}", "Runs that are queued or running")
/** Rows of the inbox that wait. */
export const inboxPending = gauge("sync.inbox.pending", "{record}", "Records of the inbox that wait")
/** The age of the oldest of them. */
export const inboxAge = gauge("sync.inbox.age", "s", "How long the oldest record of the inbox waits")
/** Dead letters, by whether they are tried again by themselves. */
export const deadLetters = gauge("sync.dead_letters", "{letter}", "Dead letters, waiting or quarantined")
/** Open alerts by kind. */
export const alertsOpen = gauge("sync.alerts.open", "{alert}", "Open alerts, by kind")
/** Connections, active or parked. */
export const connections = gauge("sync.connections", "{connection}", "Connections, active or parked")
/** Nodes of the cluster, healthy or sick. */
export const nodes = gauge("sync.nodes", "{node}", "Nodes of the cluster, healthy or sick")

/** How late timers of this process fire. */
export const eventLoopDelay = {
  p99: gauge("nodejs.eventloop.delay.p99", "s", "The event loop's delay, of which 99 % was shorter"),
  max: gauge("nodejs.eventloop.delay.max", "s", "The event loop's longest delay since the last look")
}
/** Memory of this process. */
export const heapUsed = gauge("v8js.memory.heap.used", "By", "JavaScript heap in use")
/** @see {@link heapUsed} */
export const residentMemory = gauge("process.memory.usage", "By", "Resident memory of the process")
