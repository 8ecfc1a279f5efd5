import { PgClient } from "@effect/sql-pg"
import { Console, Effect, Option, Redacted, Schema, Stream } from "effect"
import { formatDuration } from "../cli/Formats.ts"
import * as LiveLines from "../cli/LiveLines.ts"
import * as ProgressTable from "../cli/ProgressTable.ts"
import type { EngineClient } from "../client/EngineClient.ts"
import { type Comparison, compareWithTruth, isEqual } from "../local/CompareWithTruth.ts"
import { simulatedAuth } from "../local/LocalSimulator.ts"
import * as LocalStack from "../local/LocalStack.ts"

/** What the demo may be told. */
export interface DemoOptions {
  readonly people: number
  readonly seed: number
  /** How many times Planning Center's real limit of 100 requests in 20 seconds. */
  readonly rateScale: number
  readonly once: boolean
  /** Two lines of JSON instead of text for people: where everything is, and what came of it. */
  readonly json: boolean
}

/** The demo did not show what it should. */
export class DemoFailed extends Schema.TaggedError<DemoFailed>()("DemoFailed", { reason: Schema.String }) {
  override get message(): string {
    return this.reason
  }
}

const orgId = "grace-church"

const tableOf = (comparisons: ReadonlyArray<Comparison>): ReadonlyArray<string> => [
  `${"entity".padEnd(22)}${"source".padStart(10)}${"canonical".padStart(12)}  content`,
  ...comparisons.map((comparison) => {
    const { canonical, different, entity, missing, source, surplus } = comparison
    const verdict = isEqual(comparison)
      ? "equal"
      : `${missing.length} missing, ${surplus.length} too many, ${different.length} columns differ`
    return `${entity.padEnd(22)}${String(source).padStart(10)}${String(canonical).padStart(12)}  ${verdict}`
  })
]

/** Tells people, or programs. */
const telling = (asJson: boolean) => (text: ReadonlyArray<string>, value: unknown) =>
  Console.log(asJson ? JSON.stringify(value) : text.join("\n"))

/** Where everything is. */
const surroundings = (stack: LocalStack.LocalStack, { people, rateScale }: DemoOptions) => ({
  text: [
    `  Planning Center  ${stack.simulator.url}  (${people} people, ${rateScale} × its real request limit)`,
    ...stack.nodes.map(
      ({ url }, index) => `  node ${index + 1}           ${url}  (dashboard; REST: ${url}/docs)`
    ),
    `  API key          ${Redacted.value(stack.apiKey)}`,
    `  database         ${stack.databaseUrl}`,
    `  logs             ${stack.logs}`,
    ""
  ],
  value: {
    planningCenter: stack.simulator.url,
    nodes: stack.nodes.map(({ url }) => url),
    apiKey: Redacted.value(stack.apiKey),
    databaseUrl: stack.databaseUrl,
    logs: stack.logs
  }
})

/** Follows the run to its end, and answers how it ended. */
const follow = Effect.fnUntraced(function* (client: EngineClient, runId: string, isQuiet: boolean) {
  const lines = yield* LiveLines.make
  const last = yield* client.WatchRun({ orgId, runId }).pipe(
    Stream.tap(({ run, type }) =>
      isQuiet ? Effect.void : lines.draw(ProgressTable.render(run, lines.style), type === "finished")
    ),
    Stream.runLast
  )
  return Option.match(last, { onNone: () => "unknown", onSome: ({ run }) => run.status })
})

/** A whole engine on this machine syncs a made-up church, shows how, and proves the result against the source. */
export const demo = Effect.fn("demo")(function* (options: DemoOptions) {
  const tell = telling(options.json)
  if (!options.json) yield* Console.log("Starting PostgreSQL, a simulated Planning Center and two nodes …")
  const databaseUrl = yield* LocalStack.givenDatabase
  const stack = yield* LocalStack.start({
    nodes: 2,
    ...(Option.isSome(databaseUrl) ? { databaseUrl: databaseUrl.value } : {}),
    simulator: {
      people: options.people,
      seed: options.seed,
      "rate-limit": Math.round(100 * options.rateScale),
      "rate-period": 20
    }
  })
  const [first] = stack.nodes
  if (first === undefined) return yield* new DemoFailed({ reason: "no node started" })
  const where = surroundings(stack, options)
  yield* tell(where.text, where.value)

  const client = yield* stack.client(first)
  yield* client.Connect({ orgId, adapter: "pco", auth: simulatedAuth })
  const startedAt = Date.now()
  const { runId } = yield* client.StartSync({ orgId, adapter: "pco", mode: "full" })
  const status = yield* follow(client, runId, options.json)
  const seconds = (Date.now() - startedAt) / 1000

  const { total } = yield* stack.simulator.admin.requests
  const comparisons = yield* compareWithTruth(orgId, stack.simulator.admin).pipe(
    Effect.provide(PgClient.layer({ url: Redacted.make(stack.databaseUrl) }))
  )
  const equal = comparisons.every(isEqual)
  const different = comparisons.flatMap((comparison) =>
    comparison.different.map((text) => `${comparison.entity} ${text}`)
  )
  yield* tell(
    [
      "",
      ...tableOf(comparisons),
      "",
      ...different.slice(0, 10),
      `${equal ? "Every row and every column equals the source." : "The canonical rows differ from the source."} ` +
        `${formatDuration(seconds)}, ${total} requests, run ${runId}.`
    ],
    { runId, status, equal, seconds, requests: total, entities: comparisons }
  )
  if (options.once) {
    if (status !== "succeeded" || !equal)
      return yield* new DemoFailed({ reason: `the run ended ${status}, rows equal: ${equal}` })
    return
  }
  if (!options.json) yield* Console.log("Everything stays up. Ctrl-C ends it.")
  return yield* Effect.never
}, Effect.scoped)
