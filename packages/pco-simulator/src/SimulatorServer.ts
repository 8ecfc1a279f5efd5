import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { oauthEndpoint } from "./access/OAuthEndpoint.ts"
import { admin } from "./admin/Admin.ts"
import { Api, type Delivery } from "./api/Api.ts"
import { notFound } from "./api/ApiErrors.ts"
import type { Reply, Request } from "./api/Reply.ts"
import type { SimulatorState } from "./SimulatorState.ts"

const maximumBody = 16 * 1024 * 1024

const readBody = (message: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const parts: Array<Buffer> = []
    let size = 0
    message.on("data", (part: Buffer) => {
      size += part.length
      if (size > maximumBody) message.destroy()
      else parts.push(part)
    })
    message.on("end", () => resolve(Buffer.concat(parts).toString("utf8")))
    message.on("error", reject)
  })

const toRequest = (message: IncomingMessage, body: string): Request => {
  const target = message.url ?? "/"
  const at = target.indexOf("?")
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(message.headers))
    headers[name] = Array.isArray(value) ? value.join(", ") : value
  return {
    method: message.method ?? "GET",
    path: at < 0 ? target : target.slice(0, at),
    query: at < 0 ? "" : target.slice(at + 1),
    headers,
    body
  }
}

const send = async (response: ServerResponse, reply: Reply, cut: boolean, now: number): Promise<void> => {
  response.setHeader("date", new Date(now).toUTCString())
  if (reply.body.kind === "stream") {
    response.writeHead(reply.status, reply.headers)
    await pipeline(Readable.from(reply.body.parts), response)
    return
  }
  const { bytes } = reply.body
  response.writeHead(reply.status, { ...reply.headers, "content-length": bytes.length })
  if (!cut) {
    response.end(bytes)
    return
  }
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
}

/** A server over plain `node:http`: the admin API, OAuth, and the simulated API with its log, delays and broken answers. */
export const makeServer = (state: SimulatorState): Server => {
  const api = new Api(state)

  const deliver = (request: Request, now: number): Delivery =>
    api.handle(request, now) ?? { reply: notFound(), transport: "whole", delayMs: 0, user: null }

  const answerApi = async (request: Request, response: ServerResponse): Promise<void> => {
    const started = performance.now()
    const delivery = deliver(request, started)
    const wait = delivery.delayMs + state.options.latencyMs
    if (wait > 0 || delivery.transport === "held") await pause(wait, delivery.transport === "held", response)
    const held = delivery.transport === "held"
    state.log.add({
      method: request.method,
      path: request.path,
      query: request.query,
      status: held ? 0 : delivery.reply.status,
      time: new Date().toISOString(),
      ms: Math.round((performance.now() - started) * 10) / 10,
      user: delivery.user
    })
    if (held) response.destroy()
    else if (!response.destroyed)
      await send(response, delivery.reply, delivery.transport === "cut", state.clock.millis)
  }

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = message.method === "GET" ? "" : await readBody(message)
    const request = toRequest(message, body)
    const own = admin(state, request) ?? oauthEndpoint(state, request)
    await (own === null ? answerApi(request, response) : send(response, await own, false, state.clock.millis))
  }

  const server = createServer((message, response) => {
    answer(message, response).catch((cause: unknown) => {
      if (isDisconnect(cause)) return
      process.stderr.write(`${cause instanceof Error ? cause.stack : String(cause)}\n`)
      response.destroy()
    })
  })
  server.keepAliveTimeout = 75_000
  return server
}

const heldForever = 10 * 60_000

/** Waits, or until the client has gone. */
const pause = (ms: number, held: boolean, response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, held && ms === 0 ? heldForever : ms)
    response.once("close", () => {
      clearTimeout(timer)
      resolve()
    })
  })

const isDisconnect = (cause: unknown): boolean =>
  cause instanceof Error &&
  "code" in cause &&
  (cause.code === "ERR_STREAM_PREMATURE_CLOSE" || cause.code === "ECONNRESET")
