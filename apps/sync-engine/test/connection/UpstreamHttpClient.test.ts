import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { text as textOf } from "node:stream/consumers"
import { HttpClient, HttpClientRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Exit, Fiber, Layer, Schedule, Stream } from "effect"
import * as UpstreamHttpClient from "../../src/connection/UpstreamHttpClient.ts"

/** A server on the loopback that does as it is told, with the client towards it. */
const served = Effect.fnUntraced(function* (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  timeoutSeconds = 30
) {
  const server = createServer(answer)
  const port = yield* Effect.acquireRelease(
    Effect.async<number>((resume) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
      })
    }),
    () =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  )
  const context = yield* Layer.build(
    UpstreamHttpClient.layer.pipe(
      Layer.provide(
        Layer.setConfigProvider(
          ConfigProvider.fromMap(new Map([["PCO_TIMEOUT_SECONDS", String(timeoutSeconds)]]))
        )
      )
    )
  )
  const connections = Effect.async<number>((resume) => {
    server.getConnections((_error, count) => resume(Effect.succeed(count)))
  })
  const connected = (count: number) =>
    Effect.repeat(connections, { until: (now) => now === count, schedule: Schedule.spaced("10 millis") })
  return {
    client: yield* Effect.provide(HttpClient.HttpClient, context),
    url: `http://127.0.0.1:${port}`,
    connections,
    connected
  }
})

const endless = (_request: IncomingMessage, response: ServerResponse) => {
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(16_384)));
  }
  response.writeHead(200).on("drain", more)
  more()
}

describe("UpstreamHttpClient", () => {
  it.scopedLive("sends what it is given, and reads status, headers and body", () =>
    Effect.gen(function* () {
      const { client, url } = yield* served((request, response) => {
        void textOf(request).then((body) => {
          response.writeHead(202, { "x-answer": "yes" })
          response.end(
            JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body })
          )
        })
      })
      const request = HttpClientRequest.post(`${url}/a%20path?b=c`, { headers: { "X-Asked": "so" } }).pipe(
        HttpClientRequest.bodyUnsafeJson({ words: "für alle" })
      )
      const response = yield* client.execute(request).pipe(Effect.withSpan("above"))
      assert.strictEqual(response.status, 202)
      assert.strictEqual(response.headers["x-answer"], "yes")
      const seen = yield* response.json
      assert.deepInclude(seen, { method: "POST", url: "/a%20path?b=c", body: `{"words":"für alle"}` })
      assert.nestedInclude(seen, { "headers.x-asked": "so", "headers.content-type": "application/json" })
      assert.notNestedProperty(seen, "headers.traceparent")
    })
  )

  it.scopedLive("reads many bodies over one connection, whole or in parts", () =>
    Effect.gen(function* () {
      const body = Buffer.alloc(300_000, "abcdefg")
      const { client, connections, url } = yield* served((request, response) => {
        if (request.url === "/counted") response.setHeader("content-length", body.length)
        response.end(body)
      })
      for (const path of ["/counted", "/chunked", "/counted"]) {
        const whole = yield* Effect.flatMap(client.get(`${url}${path}`), (response) => response.arrayBuffer)
        assert.isTrue(body.equals(Buffer.from(whole)))
        const parts = yield* Effect.flatMap(client.get(`${url}${path}`), ({ stream }) =>
          Stream.runCollect(stream)
        )
        assert.isTrue(body.equals(Buffer.concat([...parts])))
      }
      // A connection is idle a moment after its body ended: the next request may need a second one.
      assert.isAtMost(yield* connections, 2)
    })
  )

  it.scopedLive("answers a redirect as it is", () =>
    Effect.gen(function* () {
      const { client, url } = yield* served((_request, response) =>
        response.writeHead(302, { location: "/elsewhere" }).end()
      )
      assert.strictEqual((yield* client.get(url)).status, 302)
    })
  )

  const slow = {
    "sends nothing": () => {},
    "stops after the headers": (_request: IncomingMessage, response: ServerResponse) =>
      response.writeHead(200, { "content-length": 100 }).flushHeaders(),
    "sends a byte now and then": (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200, { "content-length": 1000 })
      const timer = setInterval(() => response.write("x"), 20)
      response.on("close", () => clearInterval(timer))
    }
  }
  for (const [does, answer] of Object.entries(slow)) {
    it.scopedLive(`gives up a source that ${does}, and its connection`, () =>
      Effect.gen(function* () {
        const { client, connected, url } = yield* served(answer, 1)
        const error = yield* Effect.flip(Effect.flatMap(client.get(url), (response) => response.arrayBuffer))
        assert.nestedPropertyVal(error, "cause.name", "TimeoutError")
        yield* connected(0)
      })
    )
  }

  it.scopedLive("holds back a body that nobody reads, and ends it with the time it has", () =>
    Effect.gen(function* () {
      let written = 0
      const { client, connected, url } = yield* served((request, response) => {
        endless(request, response)
        response.on("close", () => (written = request.socket.bytesWritten))
      }, 1)
      yield* client.get(url)
      yield* connected(0)
      assert.isAbove(written, 0)
      // The sockets on both sides hold some megabytes.
      assert.isBelow(written, 32_000_000)
    })
  )

  it.scopedLive("ends an exchange that is called off", () =>
    Effect.gen(function* () {
      const { client, connected, url } = yield* served((request, response) => {
        if (request.url === "/endless") endless(request, response)
      })
      const waiting = yield* Effect.fork(client.get(url))
      yield* connected(1)
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(waiting)))
      yield* connected(0)
      const some = yield* Effect.flatMap(client.get(`${url}/endless`), ({ stream }) =>
        stream.pipe(Stream.take(2), Stream.runCount)
      )
      assert.strictEqual(some, 2)
      yield* connected(0)
    })
  )

  it.scopedLive("tells a source that breaks off, and one that is not there", () =>
    Effect.gen(function* () {
      const { client, url } = yield* served((_request, response) => {
        response.writeHead(200, { "content-length": 100 })
        response.write("some", () => response.destroy())
      })
      const cut = yield* Effect.flip(Effect.flatMap(client.get(url), (response) => response.arrayBuffer))
      assert.deepInclude(cut, { _tag: "ResponseError", reason: "Decode" })
      const away = yield* Effect.flip(client.get("http://127.0.0.1:9"))
      assert.deepInclude(away, { _tag: "RequestError", reason: "Transport" })
    })
  )
})
