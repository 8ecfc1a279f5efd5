import type { AddressInfo } from "node:net"
import { Effect, Schema, type Scope } from "effect"
import { defaultOptions, type SimulatorOptions } from "./SimulatorOptions.ts"
import { makeServer } from "./SimulatorServer.ts"
import { SimulatorState } from "./SimulatorState.ts"

/** The server could not start, for instance because its port is taken. */
export class SimulatorNotStarted extends Schema.TaggedError<SimulatorNotStarted>()("SimulatorNotStarted", {
  port: Schema.Number,
  cause: Schema.Defect
}) {
  override get message(): string {
    return `The simulator could not listen on port ${this.port}`
  }
}

/** A running simulator. */
export interface Simulator {
  /** Origin of the API and of the admin API, without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly options: SimulatorOptions
  /** The churches served, with their credentials. */
  readonly organizations: ReadonlyArray<{
    readonly id: string
    readonly applicationId: string
    readonly secret: string
  }>
}

const make = (
  given: Partial<SimulatorOptions> = {}
): Effect.Effect<Simulator, SimulatorNotStarted, Scope.Scope> =>
  Effect.gen(function* () {
    const options: SimulatorOptions = { ...defaultOptions, ...given }
    const state = new SimulatorState(options)
    const server = yield* Effect.acquireRelease(
      Effect.sync(() => makeServer(state)),
      (running) =>
        Effect.async<void>((resume) => {
          for (const { webhooks } of state.organizations) webhooks.close()
          running.close(() => resume(Effect.void))
          running.closeAllConnections()
        })
    )
    const address = yield* Effect.async<AddressInfo, SimulatorNotStarted>((resume) => {
      server.once("error", (cause) => resume(new SimulatorNotStarted({ port: options.port, cause })))
      server.listen(options.port, options.host, () => {
        const bound = server.address()
        resume(
          bound === null || typeof bound === "string"
            ? new SimulatorNotStarted({ port: options.port, cause: bound })
            : Effect.succeed(bound)
        )
      })
    })
    state.origin = `http://${options.host}:${address.port}`
    return {
      url: state.origin,
      port: address.port,
      options,
      organizations: state.organizations.map(({ id, options: { applicationId, secret } }) => ({
        id,
        applicationId,
        secret
      }))
    }
  })

/** Starts a simulated Planning Center that stops with its scope. */
export const Simulator = { make }
