import { createServer } from "node:net"
import { Effect, Random } from "effect"

/**
 * Below the range systems hand out to outgoing connections: a client that keeps trying to reach a stopped server
 * on a port of that range can be given this very port, and then the server cannot have it back.
 */
const range = { from: 15_000, to: 32_000 }

const isFree = (port: number) =>
  Effect.async<boolean>((resume) => {
    const probe = createServer()
    probe.on("error", () => resume(Effect.succeed(false)))
    probe.listen(port, "127.0.0.1", () => probe.close(() => resume(Effect.succeed(true))))
  })

/** A loopback port nobody listens on at this moment. */
export const freePort: Effect.Effect<number> = Random.nextIntBetween(range.from, range.to).pipe(
  Effect.bindTo("port"),
  Effect.bind("free", ({ port }) => isFree(port)),
  Effect.repeat({ until: ({ free }) => free }),
  Effect.map(({ port }) => port)
)
