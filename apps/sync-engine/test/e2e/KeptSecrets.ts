import { FileSystem, Path } from "@effect/platform"
import { Effect, Redacted } from "effect"
import { simulatedAuth } from "../../src/local/LocalSimulator.ts"
import type { LocalStack } from "../../src/local/LocalStack.ts"
import { httpReceiver } from "../support/AlertReceivers.ts"
import { isFailure, overheardAnswers } from "../support/OverheardAnswers.ts"
import { leakIn, type Secrets } from "../support/PlantedSecrets.ts"

/** Asks the database of a scenario. */
export type Query = <A extends object>(text: string) => Effect.Effect<ReadonlyArray<A>, unknown>

const configured = ({ apiKey, databaseUrl, encryptionKey }: LocalStack): Secrets => [
  ["API_KEY", Redacted.value(apiKey)],
  ["ENCRYPTION_KEY", Redacted.value(encryptionKey)],
  ["the secret of the credential", Redacted.value(simulatedAuth.secret)],
  ["the application id of the credential", simulatedAuth.applicationId],
  [
    "the credential as it is sent",
    btoa(`${simulatedAuth.applicationId}:${Redacted.value(simulatedAuth.secret)}`)
  ],
  ["DATABASE_URL", databaseUrl],
  ["the password of the database", new URL(databaseUrl).password]
]

/** Personal data that went through the nodes; none when the database is gone by now. */
const personal = (query: Query): Effect.Effect<Secrets> =>
  query<{ name: string; text: string }>(`
    (select 'an e-mail address' as name, address as text from canonical.emails where address like '%@%' limit 300)
    union all
    (select 'a record of a dead letter', raw #>> '{attributes,address}' from sync.dead_letters limit 300)
  `).pipe(
    Effect.timeout("5 seconds"),
    Effect.map((rows) => rows.map(({ name, text }) => [name, text] as const)),
    Effect.catchAll(() => Effect.succeed([]))
  )

/** What the nodes sign their webhooks with; none when the simulator is gone by now. */
const signing = ({ simulator }: LocalStack): Effect.Effect<Secrets> =>
  Effect.tryPromise(async () => {
    const credential = btoa(`${simulatedAuth.applicationId}:${Redacted.value(simulatedAuth.secret)}`)
    const response = await fetch(`${simulator.url}/webhooks/v2/webhook_subscriptions?per_page=100`, {
      headers: { authorization: `Basic ${credential}` }
    })
    const found = [...(await response.text()).matchAll(/"authenticity_secret":\s*"([^"]+)"/g)]
    return found.map(([, text = ""]) => ["the secret of a webhook", text] as const)
  }).pipe(
    Effect.timeout("5 seconds"),
    Effect.catchAll(() => Effect.succeed([]))
  )

/**
 * Listens to all that nodes say: logs, spans and metrics, and answers. When the scope has closed and the nodes have ended,
 * it fails the test if a secret was in any of it, or somebody's address in anything but an answer that was asked for it.
 */
export const keptSecrets = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const logs = yield* fs.makeTempDirectoryScoped({ prefix: "openfaith-" })
  const collector = yield* httpReceiver
  const answers = yield* overheardAnswers
  let secrets: Secrets = []
  let addresses: Secrets = []
  let simulator = ""

  const leaks = Effect.gen(function* () {
    const names = (yield* fs.readDirectory(logs)).filter((name) => name.startsWith("node-"))
    const all = [...secrets, ...addresses]
    const inLogs = yield* Effect.forEach(names, (name) =>
      Effect.map(fs.readFileString(path.join(logs, name)), (text) => leakIn(name, text, all))
    )
    return [
      ...inLogs,
      ...collector.received.map(({ body, path }) => leakIn(`what went to ${path}`, body, all)),
      ...answers
        .filter(({ url }) => !url.startsWith(simulator))
        .map((answer) => leakIn(`an answer of ${answer.url}`, answer.text, isFailure(answer) ? all : secrets))
    ].filter((leak) => leak !== undefined)
  })
  yield* Effect.addFinalizer(() =>
    Effect.flatMap(leaks, ([leak]) => (leak === undefined ? Effect.void : Effect.dieMessage(leak))).pipe(
      Effect.orDie
    )
  )
  return {
    logs,
    /** What the nodes exported. */
    received: collector.received,
    /** Lets the nodes export to where it is heard. */
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" },
    /** Learns at the end what has to be kept, while there is still somebody to ask. */
    of: (stack: LocalStack, query: Query) =>
      Effect.addFinalizer(() =>
        Effect.gen(function* () {
          simulator = stack.simulator.url
          secrets = [...configured(stack), ...(yield* signing(stack))]
          addresses = yield* personal(query)
        })
      )
  }
})
