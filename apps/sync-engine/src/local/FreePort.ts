import { Effect } from "effect"
import { createServer } from "node:net"

/** A TCP port of 127.0.0.1 that nobody listens on at this moment. */
export const freePort: Effect.Effect<number> = Effect.async((resume) => {
  const server = createServer()
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    server.close(() => resume(Effect.succeed(port)))
  })
})
