import { HttpServerError, HttpServerRequest } from "@effect/platform"
import { NodeHttpServerRequest } from "@effect/platform-node"
import { Effect } from "effect"

const tooLong = (request: HttpServerRequest.HttpServerRequest, maxBytes: number, cause?: unknown) =>
  new HttpServerError.RequestError({
    request,
    reason: "Decode",
    description: `the body could not be read within ${maxBytes} bytes`,
    cause
  })

const readBytes = (request: HttpServerRequest.HttpServerRequest, maxBytes: number) =>
  Effect.async<Buffer, HttpServerError.RequestError>((resume) => {
    const source = NodeHttpServerRequest.toIncomingMessage(request)
    const pieces: Array<Buffer> = []
    let bytes = 0
    source.on("data", (piece: Buffer) => {
      bytes += piece.length
      if (bytes <= maxBytes) return void pieces.push(piece)
      pieces.length = 0
      // Reads on and drops the rest: a connection cut in the middle of a body never gets to see the answer.
      resume(Effect.fail(tooLong(request, maxBytes)))
    })
    source.once("end", () => resume(Effect.succeed(Buffer.concat(pieces))))
    source.once("error", (cause) => resume(Effect.fail(tooLong(request, maxBytes, cause))))
  })

/** The same request, whose body is at most so many bytes; a longer one fails the reading and leaves the connection whole. */
export const withBoundedBody = (request: HttpServerRequest.HttpServerRequest, maxBytes: number) =>
  Effect.map(Effect.cached(readBytes(request, maxBytes)), (bytes): HttpServerRequest.HttpServerRequest => {
    const text = Effect.map(bytes, (all) => all.toString("utf8"))
    // A buffer may share its memory with others.
    const arrayBuffer = Effect.map(bytes, (all) => new Uint8Array(all).buffer)
    return Object.create(request, { text: { value: text }, arrayBuffer: { value: arrayBuffer } })
  })
