import { HttpServerError, HttpServerRequest } from "@effect/platform"
import { NodeHttpServerRequest } from "@effect/platform-node"
import { Effect } from "effect"
import { isDeeperThan } from "./JsonDepth.ts"
import { namesToString } from "./JsonNames.ts"

// What is nested deeper than the stack goes cannot even be refused: to say what is wrong with it means to walk through it.
const maxDepth = 100

const faultOf = (text: string): string | null => {
  if (isDeeperThan(text, maxDepth)) return `nested deeper than ${maxDepth} levels`
  // To choose a member of a union, Effect makes text of what stands in its literal's place.
  return namesToString(text) ? "an object that cannot be made text" : null
}

const unreadable = (request: HttpServerRequest.HttpServerRequest, maxBytes: number, cause?: unknown) =>
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
      resume(Effect.fail(unreadable(request, maxBytes)))
    })
    source.once("end", () => resume(Effect.succeed(Buffer.concat(pieces))))
    source.once("error", (cause) => resume(Effect.fail(unreadable(request, maxBytes, cause))))
  })

/**
 * The same request, whose body is at most so many bytes and, read as text, JSON that can be decoded: nested no deeper than any
 * operation needs, without objects that cannot be made text. Another one fails the reading and leaves the connection whole.
 */
export const withBoundedBody = (request: HttpServerRequest.HttpServerRequest, maxBytes: number) =>
  Effect.map(Effect.cached(readBytes(request, maxBytes)), (bytes): HttpServerRequest.HttpServerRequest => {
    const text = bytes.pipe(
      Effect.map((all) => all.toString("utf8")),
      Effect.tap((all) => {
        const fault = faultOf(all)
        return fault === null
          ? Effect.void
          : Effect.fail(unreadable(request, maxBytes, new SyntaxError(fault)))
      })
    )
    // A buffer may share its memory with others.
    const arrayBuffer = Effect.map(bytes, (all) => new Uint8Array(all).buffer)
    return Object.create(request, { text: { value: text }, arrayBuffer: { value: arrayBuffer } })
  })
