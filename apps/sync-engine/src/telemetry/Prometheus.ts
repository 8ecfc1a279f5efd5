import { MetricKeyType, type MetricPair, MetricState, Option } from "effect"

/** How Prometheus is told that this is its text. */
export const contentType = "text/plain; version=0.0.4; charset=utf-8"

const unitSuffixes: Readonly<Record<string, string>> = { s: "_seconds", By: "_bytes", "1": "_ratio" }

const nameOf = (name: string): string => name.replaceAll(/[^a-zA-Z0-9_:]/g, "_")

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")

const labels = (pairs: ReadonlyArray<readonly [string, string]>): string =>
  pairs.length === 0
    ? ""
    : `{${pairs.map(([name, value]) => `${nameOf(name)}="${escaped(value)}"`).join(",")}}`

type Pair = MetricPair.MetricPair.Untyped

/** A metric under the name, type and lines that Prometheus knows it by. */
interface Family {
  readonly name: string
  readonly type: "counter" | "gauge" | "histogram"
  readonly lines: ReadonlyArray<string>
}

const familyOf = ({ metricKey, metricState }: Pair): Family | null => {
  const unit = metricKey.tags.find(({ key }) => key === "unit")?.value
  const base = `${nameOf(metricKey.name)}${unit === undefined ? "" : (unitSuffixes[unit] ?? "")}`
  const attributes = metricKey.tags
    .filter(({ key }) => key !== "unit")
    .map(({ key, value }) => [key, value] as const)
  if (MetricState.isCounterState(metricState)) {
    // One that may also go down is a gauge to Prometheus.
    const isCounter = MetricKeyType.isCounterKey(metricKey.keyType) && metricKey.keyType.incremental
    const name = isCounter ? `${base}_total` : base
    return {
      name,
      type: isCounter ? "counter" : "gauge",
      lines: [`${name}${labels(attributes)} ${metricState.count}`]
    }
  }
  if (MetricState.isGaugeState(metricState)) {
    return { name: base, type: "gauge", lines: [`${base}${labels(attributes)} ${metricState.value}`] }
  }
  if (MetricState.isHistogramState(metricState)) {
    const bounded = metricState.buckets
      .slice(0, -1)
      .map(
        ([boundary, count]) => `${base}_bucket${labels([...attributes, ["le", String(boundary)]])} ${count}`
      )
    return {
      name: base,
      type: "histogram",
      lines: [
        ...bounded,
        `${base}_bucket${labels([...attributes, ["le", "+Inf"]])} ${metricState.count}`,
        `${base}_sum${labels(attributes)} ${metricState.sum}`,
        `${base}_count${labels(attributes)} ${metricState.count}`
      ]
    }
  }
  return null
}

/**
 * Metrics as Prometheus reads them, under the names that a collector gives what comes by OTLP: dots become underscores, the
 * unit and `_total` are appended. Frequencies and summaries, which the engine does not use, are left out.
 *
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export const prometheusText = (snapshot: ReadonlyArray<Pair>): string => {
  const families = new Map<string, { readonly head: string; readonly lines: Array<string> }>()
  for (const pair of snapshot) {
    const family = familyOf(pair)
    if (family === null) continue
    const { lines, name, type } = family
    const help = Option.match(pair.metricKey.description, {
      onNone: () => "",
      onSome: (text) => `# HELP ${name} ${text.replaceAll("\n", " ")}\n`
    })
    const known = families.get(name) ?? { head: `${help}# TYPE ${name} ${type}`, lines: [] }
    known.lines.push(...lines)
    families.set(name, known)
  }
  return [...families.values()].map(({ head, lines }) => `${head}\n${lines.join("\n")}\n`).join("")
}
