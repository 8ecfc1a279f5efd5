import { HttpClientRequest } from "@effect/platform"
import { type AdapterError, isTransient } from "@openfaith/adapter-core"
import { Clock, Effect, Either } from "effect"
import { AdapterRegistry } from "../adapters/AdapterRegistry.ts"
import { UpstreamConfig } from "../config/UpstreamConfig.ts"
import { type ConnectionRow, ConnectionStore } from "../stores/ConnectionStore.ts"
import { ask } from "./Ask.ts"
import { failed, ok, warning } from "./Finding.ts"

const tolerableSkewSeconds = 60

/** Whether the source's API answers at all, and whether its clock is ours: tokens expire by it, deltas begin by it. */
export const checkSource = Effect.gen(function* () {
  const { pcoBaseUrl } = yield* UpstreamConfig
  const answer = yield* ask(HttpClientRequest.head(`${pcoBaseUrl}/people/v2`))
  if (Either.isLeft(answer)) return [sourceAway(answer.left)]
  const date = Date.parse(answer.right.headers["date"] ?? "")
  const seconds = Math.abs(date - (yield* Clock.currentTimeMillis)) / 1000
  const reachable = ok("source", `${pcoBaseUrl} answers.`)
  if (Number.isNaN(date) || seconds <= tolerableSkewSeconds) return [reachable]
  return [
    reachable,
    failed(
      "source clock",
      `The clocks of this machine and of ${pcoBaseUrl} are ${Math.round(seconds)} s apart.`,
      "Let this machine keep time by NTP."
    )
  ]
})

const sourceAway = (detail: string) =>
  failed(
    "source",
    `The source does not answer: ${detail}.`,
    "See whether this machine reaches the internet, through a proxy or a firewall, and whether PCO_BASE_URL is right."
  )

const named = ({ adapter, orgId }: ConnectionRow) => `${orgId} (${adapter})`

const checkConnection = Effect.fnUntraced(function* (row: ConnectionRow) {
  const check = `credential of ${named(row)}`
  const again = `Give it a new credential: sync-engine connect ${row.orgId}.`
  const connections = yield* ConnectionStore
  const adapters = yield* AdapterRegistry
  if (row.status === "parked")
    return failed(check, `The connection is parked: ${row.parkedReason ?? "no reason given"}.`, again)
  const probe = Effect.gen(function* () {
    const { credential } = yield* connections.credential(row.connectionId)
    const adapter = yield* adapters.get(row.adapter)
    const { organisation } = yield* adapter.probe(credential)
    return ok(check, `The source knows it as ${organisation.name}.`)
  })
  return yield* probe.pipe(
    Effect.catchTag("SecretUnreadable", () =>
      Effect.succeed(
        failed(
          `encryption key of ${named(row)}`,
          "The stored credential cannot be read with this ENCRYPTION_KEY.",
          `Set the ENCRYPTION_KEY that it was stored under; if that is lost, connect again: sync-engine connect ${row.orgId}.`
        )
      )
    ),
    Effect.catchTag("UnknownAdapter", (error) =>
      Effect.succeed(warning(check, error.message, "Run a version that has this adapter."))
    ),
    Effect.catchIf(
      (error): error is AdapterError => error._tag !== "SqlError",
      (error) =>
        Effect.succeed(
          isTransient(error)
            ? warning(check, `The source could not say: ${error.message}.`, "Try again later.")
            : failed(check, `The source refuses the credential: ${error.message}.`, again)
        )
    )
  )
})

const connectionsAtOnce = 4

/** Tries each stored credential with one request, and so whether the encryption key is the one they were stored under. */
export const checkCredentials = Effect.gen(function* () {
  const rows = yield* (yield* ConnectionStore).all
  return rows.length === 0
    ? [ok("credentials", "No organisation is connected yet.")]
    : yield* Effect.forEach(rows, checkConnection, { concurrency: connectionsAtOnce })
})
