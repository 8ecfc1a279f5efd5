import { freePort } from "@openfaith/local-postgres"
import { Effect, type Scope } from "effect"
import { connect, createServer, type Socket } from "node:net"
import { Transform } from "node:stream"
import { pipeline } from "node:stream/promises"
import { setTimeout as pause } from "node:timers/promises"

/** A stretch of network between clients and one server, which can be made a bad one. */
export interface TcpProxy {
  /** Where clients connect, on 127.0.0.1. */
  readonly port: number
  /** Every packet of either direction arrives so much later; 0 for at once. */
  readonly delay: (millis: number) => Effect.Effect<void>
  /** Holds all packets back, new connections' too, while the effect runs. */
  readonly holding: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Resets all connections. */
  readonly reset: Effect.Effect<void>
}

/** What packets have to pass. */
const makeGate = () => {
  let millis = 0
  let holders = 0
  let opened = Promise.resolve()
  let open = () => {}
  return {
    pass: async () => {
      if (millis > 0) await pause(millis)
      await opened
    },
    delay: (value: number) => {
      millis = value
    },
    hold: () => {
      if (holders++ === 0) opened = new Promise((resolve) => (open = resolve))
    },
    letGo: () => {
      if (--holders === 0) open()
    }
  }
}

/** Stands between clients and the server at this port of 127.0.0.1 until the scope ends. */
export const make = (target: number): Effect.Effect<TcpProxy, never, Scope.Scope> =>
  Effect.gen(function* () {
    const port = yield* freePort
    const gate = makeGate()
    const sockets = new Set<Socket>()

    const through = () =>
      new Transform({
        transform: (chunk, _encoding, done) => void gate.pass().then(() => done(null, chunk))
      })
    const join = (client: Socket) => {
      const server = connect(target, "127.0.0.1")
      const ends = [client, server]
      for (const end of ends) {
        end.setNoDelay(true)
        sockets.add(end)
        end.once("close", () => sockets.delete(end))
      }
      const apart = () => {
        for (const end of ends) end.destroy()
      }
      pipeline(client, through(), server).catch(apart)
      pipeline(server, through(), client).catch(apart)
    }

    const reset = Effect.sync(() => {
      for (const socket of sockets) socket.resetAndDestroy()
    })
    yield* Effect.acquireRelease(
      Effect.async<ReturnType<typeof createServer>>((resume) => {
        const listener = createServer(join)
        listener.listen(port, "127.0.0.1", () => resume(Effect.succeed(listener)))
      }),
      (listener) =>
        Effect.zipRight(
          reset,
          Effect.async<void>((resume) => void listener.close(() => resume(Effect.void)))
        )
    )
    return {
      port,
      delay: (millis) => Effect.sync(() => gate.delay(millis)),
      holding: (effect) =>
        Effect.acquireUseRelease(
          Effect.sync(gate.hold),
          () => effect,
          () => Effect.sync(gate.letGo)
        ),
      reset
    }
  })
