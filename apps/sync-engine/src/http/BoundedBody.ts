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

const readText = (request: HttpServerRequest.HttpServerRequest, maxBytes: number) =>
  Effect.async<string, HttpServerError.RequestError>((resume) => {
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
    source.once("end", () => resume(Effect.succeed(Buffer.concat(pieces).toString("utf8"))))
    source.once("error", (cause) => resume(Effect.fail(tooLong(request, maxBytes, cause))))
  })

/** The same request, whose text is at most so many bytes; a longer body fails the reading and leaves the connection whole. */
export const withBoundedText = (request: HttpServerRequest.HttpServerRequest, maxBytes: number) =>
  Effect.map(Effect.cached(readText(request, maxBytes)), (text): HttpServerRequest.HttpServerRequest =>
    Object.create(request, { text: { value: text } })
  )
