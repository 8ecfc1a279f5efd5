import { FileSystem, Path } from "@effect/platform"
import { Effect, Redacted } from "effect"
import { simulatedAuth } from "../../src/local/LocalSimulator.ts"
import type { LocalStack } from "../../src/local/LocalStack.ts"

type Query = <A extends object>(text: string) => Effect.Effect<ReadonlyArray<A>, unknown>

/** What must be in no log, by what it is: the name is told when it is found there, the text is not. */
type Secrets = ReadonlyArray<readonly [name: string, text: string]>

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

/** Fails the test at its end when a node's log holds a secret or somebody's address. */
export const expectKeptSecrets = Effect.fnUntraced(function* (stack: LocalStack, query: Query) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* Effect.addFinalizer(() =>
    Effect.gen(function* () {
      const secrets = [...configured(stack), ...(yield* personal(query)), ...(yield* signing(stack))]
      const logs = (yield* fs.readDirectory(stack.logs)).filter((name) => name.startsWith("node-"))
      for (const log of logs) {
        const content = yield* fs.readFileString(path.join(stack.logs, log))
        const found = secrets.find(([, text]) => text !== null && text.length > 3 && content.includes(text))
        if (found !== undefined) return yield* Effect.dieMessage(`${log} holds ${found[0]}`)
      }
    }).pipe(Effect.orDie)
  )
})
