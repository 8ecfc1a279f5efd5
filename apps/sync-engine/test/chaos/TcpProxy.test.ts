import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"
import * as TcpProxy from "../../src/chaos/TcpProxy.ts"

/** A server that says everything again. */
const echo = Effect.acquireRelease(
  Effect.promise(async () => {
    const server = createServer((socket) => socket.on("error", () => socket.destroy()).pipe(socket))
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    assert(typeof address === "object" && address !== null)
    return { server, port: address.port }
  }),
  ({ server }) => Effect.sync(() => server.close())
)

const connected = (port: number) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const socket = connect(port, "127.0.0.1")
      await once(socket, "connect")
      return socket
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

const heard = (socket: Socket) => Effect.promise(async () => String((await once(socket, "data"))[0]))

describe("TcpProxy", () => {
  it.scopedLive("passes everything on, but not while it holds, nor after a reset", () =>
    Effect.gen(function* () {
      const proxy = yield* TcpProxy.make((yield* echo).port)
      const client = yield* connected(proxy.port)
      client.write("one")
      assert.strictEqual(yield* heard(client), "one")

      const late = yield* Effect.fork(heard(client))
      yield* Effect.gen(function* () {
        yield* proxy
          .holding(Effect.sync(() => client.write("two")))
          .pipe(Effect.zipLeft(Effect.sleep("50 millis")), proxy.holding)
        assert.isNull(late.unsafePoll())
        yield* proxy.delay(1)
      }).pipe(proxy.holding)
      assert.strictEqual(yield* late, "two")

      const failed = Effect.promise(async () => (await once(client, "error"))[0] as NodeJS.ErrnoException)
      const fault = yield* Effect.fork(failed)
      yield* Effect.yieldNow()
      yield* proxy.reset
      assert.strictEqual((yield* fault).code, "ECONNRESET")
    })
  )
})
