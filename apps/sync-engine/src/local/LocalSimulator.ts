import { Effect, Redacted, Schema } from "effect"
import { createRequire } from "node:module"
import * as LocalProcess from "./LocalProcess.ts"
import * as SimulatorAdmin from "./SimulatorAdmin.ts"

/** A simulated Planning Center of the local stack. */
export interface LocalSimulator {
  readonly url: string
  readonly process: LocalProcess.LocalProcess
  readonly admin: SimulatorAdmin.SimulatorAdmin
}

const Ready = Schema.parseJson(Schema.Struct({ url: Schema.String }))
const entry = createRequire(import.meta.url).resolve("@openfaith/pco-simulator/main")

/** The credential that every simulated church accepts, as an engine is given it. */
export const simulatedAuth = {
  type: "personal-access-token",
  applicationId: "sim-app",
  secret: Redacted.make("sim-secret")
} as const

/** Starts a simulator in a process of its own; `flags` are those of its command line, without the dashes. */
export const start = Effect.fnUntraced(function* (options: {
  readonly flags: Readonly<Record<string, string | number>>
  readonly log: string
}) {
  const process = yield* LocalProcess.start({
    name: "planning-center",
    entry,
    args: Object.entries(options.flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]),
    environment: {},
    log: options.log
  })
  const { url } = yield* Effect.flatMap(process.firstLine, (line) =>
    Effect.orDie(Schema.decodeUnknown(Ready)(line))
  )
  const simulator: LocalSimulator = { url, process, admin: SimulatorAdmin.make(url) }
  return simulator
})
